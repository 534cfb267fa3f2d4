import { expect } from "@playwright/test";
import type { Demo } from "./almanac.js";
import type { Marketer } from "./marketer.js";
import { Website } from "./websites.js";

/** A page of the product, and how to get there. */
export type Stop = {
  name: string;
  path: string;
  /** Shown to somebody who is not signed in. */
  stranger?: boolean;
};

/**
 * Every page there is, with something on it. Besides the sample site it needs one that has
 * no plan yet and one that cannot be read.
 */
export async function everyPage(rosa: Marketer, demo: Demo): Promise<Stop[]> {
  const { page } = rosa;
  const site = `/sites/${demo.site_id}`;
  const here = () => new URL(page.url()).pathname;

  await rosa.opensPost("Pinterest", "Draft", site);
  const draft = here();
  await page.getByRole("navigation", { name: "Where you are" }).getByRole("link").last().click();
  const activity = here();
  await (await rosa.finds("kind=BLOG", site)).first().click();
  await rosa.awakens();
  await rosa.presses(/^Write (the draft|anew)$/, page.getByRole("region", { name: "Draft" }));
  await rosa.isTold("The draft is written.");
  const article = here();
  await rosa.opens(`${site}/events`);
  await page.getByRole("link", { name: /^Change / }).first().click();
  await rosa.isAt("Change an event");
  const event = here();
  await rosa.opens(`${site}/calendar/feeds`);
  await rosa.presses("Make a feed");
  await rosa.isTold("Copy it now");
  const { post: published, sandbox } = await publishes(rosa, site);
  await rosa.takesSample();
  const fresh = rosa.site;
  const failed = await fails(rosa);

  const strangers = [
    { name: "welcome", path: "/" },
    { name: "sign-up", path: "/sign-up" },
    { name: "sign-in", path: "/sign-in" },
    { name: "sandbox", path: sandbox },
    { name: "api-reference", path: "/api-reference" },
    { name: "not-found", path: "/no/such/page" },
  ].map((stop) => ({ ...stop, stranger: true }));
  return [
    ...strangers,
    { name: "sites", path: "/sites" },
    { name: "add-site", path: "/sites/new" },
    { name: "status", path: "/status" },
    { name: "plan-source", path: `${site}/source` },
    { name: "first-steps", path: `${fresh}/plan` },
    { name: "calendar-empty", path: `${fresh}/calendar` },
    { name: "queue-empty", path: `${fresh}/queue` },
    { name: "reading-failed", path: failed },
    { name: "plan-ready", path: `${site}/plan` },
    { name: "plan-again", path: `${site}/plan/again` },
    { name: "calendar-month", path: `${site}/calendar` },
    { name: "calendar-week", path: `${site}/calendar?view=week` },
    { name: "calendar-day", path: `${site}/calendar?view=day` },
    { name: "calendar-list", path: `${site}/calendar?view=list` },
    { name: "calendar-nothing-found", path: `${site}/calendar?view=list&q=no+such+words` },
    { name: "activity-new", path: `${site}/activities/new` },
    { name: "calendar-feeds", path: `${site}/calendar/feeds` },
    { name: "activity", path: activity },
    { name: "activity-article", path: article },
    { name: "post-draft", path: draft },
    { name: "post-published", path: published },
    { name: "queue", path: `${site}/queue` },
    { name: "events", path: `${site}/events` },
    { name: "event", path: event },
    { name: "settings", path: `${site}/settings` },
    { name: "writer", path: `${site}/writer` },
    { name: "volumes", path: `${site}/volumes` },
    { name: "channels", path: `${site}/channels` },
    { name: "keys", path: `${site}/keys` },
    { name: "site-profile", path: site },
    { name: "site-correct", path: `${site}?fact=offer` },
  ];
}

async function publishes(rosa: Marketer, site: string): Promise<{ post: string; sandbox: string }> {
  const { page } = rosa;
  await rosa.opensPost("Instagram", "Draft", site);
  const post = new URL(page.url()).pathname;
  await rosa.does("Publish now", "It goes out now.");
  await rosa.waitsUntil("Published");
  const link = await page.getByRole("link", { name: "See it on Instagram" }).getAttribute("href");
  return { post, sandbox: new URL(link ?? "").pathname };
}

async function fails(rosa: Marketer): Promise<string> {
  const circular = await Website.circular();
  await rosa.addsSite(circular.url);
  const path = new URL(rosa.page.url()).pathname;
  await rosa.isAt("This did not work");
  await circular.close();
  await expect(rosa.page.getByRole("main")).toContainText("redirects in a circle");
  return path;
}
