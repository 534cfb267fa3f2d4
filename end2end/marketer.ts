import { expect, type Locator, type Page } from "@playwright/test";
import type { Demo } from "./almanac.js";

/** Long enough for a plan to be made by a debug build on a busy machine. */
const PLAN_MS = 90_000;
/** Long enough for something that is done at once. */
const SOON_MS = 20_000;

/** A person at the browser, and what they do there. */
export class Marketer {
  email = "";
  readonly password = "thirty hours and four ingredients";

  constructor(
    readonly page: Page,
    readonly name: string,
    private readonly awake: () => Promise<void>,
  ) {}

  // Who one is.

  async signsUp(business: string): Promise<void> {
    this.email = `${this.name.toLowerCase()}.${crypto.randomUUID()}@hearthandcrumb.test`;
    await this.page.goto("/");
    await this.follows("Start with your website");
    await this.fills({ "Your name": this.name, "Email address": this.email });
    await this.fills({ "Name of the business or agency": business, Password: this.password });
    await this.presses("Sign up");
    await this.isAt("Which website shall we market?");
  }

  async signsIn({ email, password }: Pick<Demo, "email" | "password"> = this): Promise<void> {
    await this.page.goto("/sign-in");
    await this.fillsIn(email, password);
    await this.isAt("Your sites");
  }

  /** Fills in the sign-in page at hand. */
  async fillsIn(email: string, password: string, page = this.page): Promise<void> {
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  }

  // Getting about.

  async isAt(heading: string | RegExp, patience = SOON_MS): Promise<void> {
    const title = this.page.getByRole("heading", { level: 1, name: heading });
    await expect(title).toBeVisible({ timeout: patience });
    await this.awake();
  }

  async opens(path: string): Promise<void> {
    await this.page.goto(path);
    await this.awake();
  }

  async follows(link: string | RegExp): Promise<void> {
    await this.page.getByRole("link", { name: link, exact: true }).first().click();
  }

  /** Goes to a page of the site by the rail. */
  async goesTo(place: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "Main", exact: true }).getByRole("link", { name: place }).click();
    await this.awake();
  }

  async presses(button: string | RegExp, within: Page | Locator = this.page): Promise<void> {
    await within.getByRole("button", { name: button, exact: true }).first().click();
    await this.awake();
  }

  async fills(fields: Record<string, string>): Promise<void> {
    for (const [label, text] of Object.entries(fields)) await this.field(label).fill(text);
  }

  field(label: string | RegExp): Locator {
    return this.page.getByLabel(label, { exact: true }).filter({ visible: true });
  }

  /** Presses, and is told this. */
  async does(button: string | RegExp, told: string | RegExp): Promise<void> {
    await this.presses(button);
    await this.isTold(told);
  }

  async isTold(words: string | RegExp): Promise<void> {
    const told = this.page.getByRole("main").getByRole("status").filter({ hasText: words });
    await expect(told).toBeVisible({ timeout: SOON_MS });
  }

  /** The address of the site at hand, such as `/sites/0192…`. */
  get site(): string {
    const path = /^\/sites\/[^/]{16,}/.exec(new URL(this.page.url()).pathname)?.[0];
    if (!path) throw new Error(`${this.page.url()} is no page of a site`);
    return path;
  }

  // The site and its plan.

  async addsSite(address: string): Promise<void> {
    await this.opens("/sites/new");
    await this.fills({ "Address of the website": address });
    await this.presses("Read this website");
    await expect(this.page).toHaveURL(/\/sites\/[^/]+\/plan$/);
  }

  /** Takes the sample site and waits until it is read. */
  async takesSample(): Promise<void> {
    await this.opens("/sites/new");
    await this.presses("Take the sample site");
    await this.isAt("What shall the plan do?", PLAN_MS);
  }

  /** Has the plan made and waits for the calendar, which comes by itself with script. */
  async generates(): Promise<void> {
    await this.presses("Generate my plan");
    await this.watchesPlan();
  }

  async watchesPlan(): Promise<void> {
    const months = /^(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}$/;
    await this.isAt(/^Your plan is ready$|\d{4}$/, PLAN_MS);
    const ready = this.page.getByRole("link", { name: "Open the calendar" });
    if (await ready.isVisible()) await ready.click();
    await this.isAt(months);
  }

  async corrects(fact: string, words: string): Promise<void> {
    await this.page.locator("summary", { hasText: `Correct ${fact.toLowerCase()}` }).click();
    const form = this.page.locator("form").filter({ has: this.field(fact) });
    await this.field(fact).fill(words);
    await this.presses("Keep", form);
    await this.isTold("Kept. It stays when the website is read again.");
  }

  // Posts.

  /** The activities of a list, this month's or else next month's, that match a query. */
  async finds(query: string, site = this.site): Promise<Locator> {
    await this.opens(`${site}/calendar?view=list&${query}`);
    const found = this.page.getByRole("main").locator("h3").getByRole("link");
    if ((await found.count()) === 0) {
      await this.page.getByRole("navigation", { name: "Period" }).getByRole("link").last().click();
    }
    await expect(found.first()).toBeVisible();
    return found;
  }

  /** Opens the first post of a channel that stands so. */
  async opensPost(channel: string, status: string, site = this.site): Promise<void> {
    const code = channel.toLowerCase();
    const found = await this.finds(`channel=${code}&status=${status.toLowerCase()}`, site);
    for (const activity of await found.evaluateAll((links) => links.map((link) => link.getAttribute("href")!))) {
      await this.opens(activity);
      const post = this.page.getByRole("region", { name: "Posts" }).getByRole("link", { name: channel, exact: true });
      // What stands so may be its story.
      if ((await post.count()) === 0) continue;
      await post.click();
      await this.awake();
      if ((await this.standing().innerText()).trim() === status) return;
    }
    throw new Error(`no post for ${channel} is ${status}`);
  }

  /** The caption's editor. */
  get caption(): Locator {
    return this.field("Caption");
  }

  get counter(): Locator {
    return this.page.locator(".counter");
  }

  /** The caption as the network would show it. */
  get preview(): Locator {
    return this.page.getByRole("figure").locator("[data-preview=caption]");
  }

  /** The word for where a post stands, on its page. */
  standing(): Locator {
    return this.page.getByRole("main").locator("aside .status");
  }

  async writes(caption: string): Promise<void> {
    await this.caption.fill(caption);
    await this.does("Save", "Saved.");
    await expect(this.caption).toHaveValue(caption);
  }

  /** Looks at the post again and again until it stands so. */
  async waitsUntil(status: string, patience = SOON_MS): Promise<void> {
    await expect(async () => {
      await this.page.reload();
      await expect(this.standing()).toHaveText(status, { timeout: 1_000 });
    }).toPass({ timeout: patience, intervals: [500] });
    await this.awake();
  }

  /** Waits until what moves on the page at hand is awake. */
  awakens(): Promise<void> {
    return this.awake();
  }

  /** Drags a card of the month to a day that holds nothing. */
  async drags(): Promise<{ title: string; before: string; after: string }> {
    const days = this.page.locator(".day:not(.past, .outside)");
    const from = days.filter({ has: this.page.locator("[data-move]") }).first();
    const to = days.filter({ hasNot: this.page.locator(".entry") }).last();
    const card = from.locator("[data-move]").first();
    const title = await card.locator(".entry-title").innerText();
    const [before, after] = await Promise.all(
      [from, to].map(async (day) => (await day.getAttribute("data-day")) ?? ""),
    );
    await to.scrollIntoViewIfNeeded();
    await card.hover();
    await this.page.mouse.down();
    await to.hover();
    await to.hover({ position: { x: 12, y: 40 } });
    await this.page.mouse.up();
    return { title, before: before ?? "", after: after ?? "" };
  }

  /** Drags a card of a week to the middle of an hour of another day. */
  async dragsToHour(hour: number): Promise<{ title: string; day: string }> {
    const days = this.page.locator(".lane-day");
    const from = days.filter({ has: this.page.locator("[data-move]") }).first();
    const card = from.locator("[data-move]").first();
    const title = await card.locator(".entry-title").innerText();
    const to = days.last();
    const day = (await to.getAttribute("data-day")) ?? "";
    const lane = to.locator(`[data-hour="${hour}"]`);
    await lane.scrollIntoViewIfNeeded();
    await card.hover();
    await this.page.mouse.down();
    await lane.hover();
    const { width, height } = (await lane.boundingBox()) ?? { width: 0, height: 0 };
    await lane.hover({ position: { x: width / 2, y: height * 0.6 } });
    await this.page.mouse.up();
    return { title, day };
  }

  /** Disconnects a channel and connects it to the sandbox, for the other tests of its site. */
  async rehearses(channel: string, site: string): Promise<void> {
    await this.opens(`${site}/channels`);
    const row = this.page.getByRole("listitem").filter({ hasText: channel });
    await row.locator("summary", { hasText: "Disconnect" }).click();
    await this.presses(`Disconnect ${channel}`, row);
    await this.isTold(`${channel} is disconnected.`);
    await row.locator("summary").first().click();
    await row.getByRole("radio", { name: "The sandbox, for a rehearsal" }).check();
    await this.presses(`Connect ${channel}`, row);
    await this.isTold(`${channel} is connected to the sandbox.`);
  }

  /** Has the sandbox behave in one of its ways. */
  async setsSandbox(site: string, behaviour: string): Promise<void> {
    await this.opens(`${site}/channels`);
    await this.page.getByRole("radio", { name: behaviour, exact: true }).check();
    await this.does("Let it behave so", "The sandbox behaves so from now on.");
  }
}
