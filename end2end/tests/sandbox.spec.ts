import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.js";
import type { Marketer } from "../marketer.js";

const TAKES = "Takes every post and answers at once";
const SLOW = "Takes every post and answers after three seconds";
const REFUSES = "Refuses every post";
const LOSES = "Takes every post, but its answer is lost";

test("a refused post says why, and one button mends it", async ({ page, rosa, demo }) => {
  const site = `/sites/${demo.site_id}`;
  await rosa.setsSandbox(site, REFUSES);
  const caption = await publishes(rosa, site, "Facebook");
  await rosa.waitsUntil("Failed");
  const reason = "The sandbox is set to refuse posts. Change it on the Channels page.";
  await expect(page.getByRole("main").getByText(reason).first()).toBeVisible();
  await expect(page.getByRole("region", { name: "Receipts" })).toContainText(reason);
  expect(await landed(rosa, site, caption)).toBe(0);

  await rosa.setsSandbox(site, TAKES);
  await rosa.goesTo("Queue");
  const waiting = page.getByRole("listitem").filter({ hasText: caption });
  await expect(waiting).toContainText(reason);
  await rosa.presses("Publish now", waiting);
  await rosa.isTold("It goes out now.");
  await rosa.waitsUntil("Published");
  expect(await landed(rosa, site, caption)).toBe(1);
});

test("a lost answer is looked up, and nothing is sent twice", async ({ page, rosa, demo }) => {
  const site = `/sites/${demo.site_id}`;
  await rosa.setsSandbox(site, LOSES);
  const caption = await publishes(rosa, site, "LinkedIn");
  await rosa.waitsUntil("Published", 40_000);
  await expect(page.getByRole("link", { name: "See it on LinkedIn" })).toBeVisible();
  await rosa.setsSandbox(site, TAKES);
  expect(await landed(rosa, site, caption)).toBe(1);
});

test("a slow network is waited for", async ({ rosa, demo }) => {
  const site = `/sites/${demo.site_id}`;
  await rosa.setsSandbox(site, SLOW);
  const caption = await publishes(rosa, site, "Threads");
  await rosa.waitsUntil("Processing");
  await rosa.waitsUntil("Published");
  await rosa.setsSandbox(site, TAKES);
  expect(await landed(rosa, site, caption)).toBe(1);
});

/** Gives a draft words of its own and sends it out at once. */
async function publishes(rosa: Marketer, site: string, channel: string): Promise<string> {
  const caption = `A rehearsal: ${crypto.randomUUID().slice(0, 8)}`;
  await rosa.opensPost(channel, "Draft", site);
  await rosa.writes(caption);
  await rosa.does("Publish now", "It goes out now.");
  return caption;
}

/** How many posts on the sandbox's public page say this. */
async function landed({ page }: Marketer, site: string, caption: string): Promise<number> {
  const public_page: Page = await page.context().newPage();
  await public_page.goto(`${site}/channels`);
  await public_page.getByRole("link", { name: "Its public page" }).click();
  await expect(public_page.getByRole("note")).toContainText("This is the sandbox");
  const count = await public_page.getByRole("listitem").filter({ hasText: caption }).count();
  await public_page.close();
  return count;
}
