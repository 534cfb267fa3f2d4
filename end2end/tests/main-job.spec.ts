import type { Locator } from "@playwright/test";
import { clock, later, monthAfter, nextMinute } from "../days.js";
import { broken, expect, test } from "../fixtures.js";
import type { Marketer } from "../marketer.js";

/** The zone of Harrogate, as the bakery's website says it. */
const ZONE = "Europe/London";
/** The next full minute may be almost 80 s away. */
const PUBLISHED_MS = 110_000;

test("Ada has her website read, her plan made, and a post published at its minute", async ({
  page,
  ada,
  bakery,
  axe,
  javaScriptEnabled,
}) => {
  test.setTimeout(300_000);
  const script = javaScriptEnabled !== false;

  await test.step("signs up and adds her website", async () => {
    await ada.signsUp("Hearth & Crumb");
    bakery.hold();
    await ada.addsSite(bakery.url);
  });

  await test.step("watches it being read", async () => {
    await ada.isAt("Reading your website");
    await expect(page.locator("[aria-current=step]")).toContainText("Read your website");
    await axe();
    bakery.release();
    // By itself: the island follows, or the page refreshes.
    await ada.isAt("What shall the plan do?", 40_000);
  });

  const site = ada.site;

  await test.step("sees what was learned", async () => {
    const learned = page.getByRole("complementary").filter({ hasText: "What we learned" });
    await expect(learned).toContainText("Sourdough, pastries and celebration cakes");
    await expect(learned).toContainText("Dark rye");
    await ada.follows("See and correct all of it");
    await ada.isAt("Hearth & Crumb");
    await expect(fact(ada, "Country")).toContainText("United Kingdom");
    await expect(fact(ada, "Time zone")).toContainText(ZONE);
    await expect(fact(ada, "Products and services")).toContainText("£4.80");
  });

  await test.step("corrects a fact, and it stays when the website is read again", async () => {
    await ada.corrects("What you do", "Bread from a wood-fired oven, baked by Ada before dawn.");
    await expect(fact(ada, "What you do")).toContainText("Corrected by you");
    await ada.presses("Read the website again");
    await ada.isAt("What shall the plan do?", 40_000);
    await ada.goesTo("Site");
    await expect(fact(ada, "What you do").getByRole("listitem")).toHaveText([
      "Bread from a wood-fired oven, baked by Ada before dawn.",
    ]);
  });

  await test.step("takes the defaults and has the plan made", async () => {
    await ada.follows("Plan");
    await ada.isAt("What shall the plan do?");
    await expect(ada.field("Be known by more people")).toBeChecked();
    await expect(ada.field("Warm and personal")).toBeChecked();
    await expect(ada.field("Talk about")).toHaveValue("");
    await expect(ada.field("Social campaigns")).toHaveValue("3");
    await ada.generates();
  });

  await test.step("reads the month: activities, the near ones with posts", async () => {
    const [month, year] = await monthAtHand(ada);
    const grid = page.getByRole("region", { name: `${month} ${year}` });
    await expect(grid.locator(".entry").first()).toBeVisible();
    await expect(grid.locator(".entry .glyphs .icon").first()).toBeVisible();
    await expect(page.getByText("Times in London")).toBeVisible();
    await expect(page.getByText(/^[1-9]\d* activities$/)).toBeVisible();
    await expect(page.getByText(/^[1-9]\d* posts$/)).toBeVisible();
  });

  await test.step("reads the list of one channel, which stands in the address", async () => {
    await ada.follows("List");
    await page.locator("summary", { hasText: "Channel" }).click();
    await ada.follows("Bluesky");
    await expect(page).toHaveURL(/view=list&channel=bluesky/);
    await page.reload();
    const found = await ada.finds("channel=bluesky", site);
    await found.first().click();
  });

  const activity = new URL(page.url()).pathname;

  await test.step("sees every channel's preview side by side", async () => {
    const previews = page.getByRole("region", { name: "Posts" }).getByRole("figure");
    await expect(previews).toHaveCount(10);
    for (const channel of ["Instagram", "LinkedIn", "Pinterest", "Bluesky"]) {
      await expect(previews.filter({ hasText: channel })).toBeVisible();
    }
    const captions = await page.locator("[data-preview=caption]").allTextContents();
    expect(new Set(captions).size, "each channel says it in its own way").toBeGreaterThan(5);
    expect(await broken(previews.getByRole("img")), "pictures that do not load").toEqual([]);
  });

  await test.step("edits the words, with a counter", async () => {
    await ada.follows("Instagram");
    await expect(ada.standing()).toHaveText("Draft");
    await ada.awakens();
    await ada.caption.fill("Rye at seven. #rye #harrogate");
    if (script) {
      await expect(ada.counter).toHaveText("29 of 2,200 · 2 of 30 hashtags");
      await expect(ada.preview).toHaveText("Rye at seven. #rye #harrogate");
    }
    await ada.does("Save", "Saved.");
    await expect(ada.counter).toHaveText("29 of 2,200 · 2 of 30 hashtags");
    await expect(ada.preview).toHaveText("Rye at seven. #rye #harrogate");
  });

  await test.step("asks for new words and a new picture", async () => {
    await ada.does("New words", "New words.");
    await expect(ada.caption).not.toHaveValue("Rye at seven. #rye #harrogate");
    const picture = page.getByRole("figure").getByRole("img").first();
    const before = await picture.getAttribute("src");
    await ada.does("New picture", "A new picture.");
    await expect(picture).not.toHaveAttribute("src", before ?? "");
    expect(await broken(picture)).toEqual([]);
  });

  const caption = `Thirty hours, four ingredients: ${crypto.randomUUID().slice(0, 8)}`;
  const post = new URL(page.url()).pathname;
  const minute = nextMinute(20);

  await test.step("schedules it for the next minute", async () => {
    await ada.writes(caption);
    const { day, time } = clock(ZONE, minute);
    await ada.fills({ Day: day, "Time in London": time });
    await ada.does("Move", `${time} in London.`);
    await ada.does("Schedule", "1 post is scheduled.");
    await expect(ada.standing()).toHaveText("Scheduled");
  });

  await test.step("schedules its activity: what is not connected stays a draft, and says so", async () => {
    await ada.opens(activity);
    await ada.does("Schedule all", /posts are scheduled\. 5 stay drafts: .*Pinterest.* are not connected\./);
    const standing = (channel: string) =>
      page.getByRole("main").getByRole("listitem").filter({ hasText: channel }).locator(".status");
    await expect(standing("Bluesky")).toHaveText(/Scheduled|Processing|Published/);
    await expect(standing("Pinterest")).toHaveText("Draft");
    await ada.follows("Pinterest");
    await expect(page.getByText("Pinterest is not connected, so this stays a draft.")).toBeVisible();
  });

  await test.step("schedules all drafts", async () => {
    await ada.goesTo("Calendar");
    await ada.does(/^Schedule \d+ drafts$/, /scheduled\..* stay drafts: .* are not connected\./);
  });

  await test.step("takes one back", async () => {
    await ada.opensPost("LinkedIn", "Scheduled", site);
    await ada.does("Unschedule", "It is a draft again.");
    await expect(ada.standing()).toHaveText("Draft");
  });

  await test.step("moves an activity to another day by its form", async () => {
    await ada.opens(`${site}/calendar?view=list&month=${monthAfter(clock(ZONE, new Date()).day)}`);
    await page.getByRole("main").locator("h3").getByRole("link").nth(2).click();
    const day = later(await ada.field("Move to another day").inputValue(), 1);
    await ada.fills({ "Move to another day": day });
    await ada.fills({ "or time": "11:45" });
    await ada.does("Move", /^Moved to \w+ \d+ \w+, 11:45 in London\.$/);
    await expect(ada.field("Move to another day")).toHaveValue(day);
    await expect(ada.field("or time")).toHaveValue("11:45");
    await ada.opens(`${site}/calendar?view=day&day=${day}`);
    await expect(page.locator('[data-hour="11"] time', { hasText: "11:45" })).toBeVisible();
  });

  if (script) {
    await test.step("moves a card to another day by dragging it", async () => {
      await ada.opens(`${site}/calendar?month=${monthAfter(clock(ZONE, new Date()).day)}`);
      const title = await ada.drags();
      await ada.isTold(/^Moved to/);
      expect(title.before).not.toEqual(title.after);
      const there = page.locator(`[data-day="${title.after}"]`);
      await expect(there.getByRole("link", { name: title.title })).toBeVisible();
    });

    await test.step("moves a card to another hour by dragging it", async () => {
      await ada.opens(`${site}/calendar?view=week&day=${monthAfter(clock(ZONE, new Date()).day)}-07`);
      const { title, day } = await ada.dragsToHour(15);
      await ada.isTold(/^Moved to \w+ \d+ \w+, 15:30 in London\.$/);
      const there = page.locator(`[data-day="${day}"] [data-hour="15"]`);
      await expect(there.getByRole("link", { name: title })).toContainText("15:30");
    });
  }

  await test.step("sees it published at its minute, not before", async () => {
    await ada.opens(post);
    await ada.waitsUntil("Published", PUBLISHED_MS);
    expect(Date.now()).toBeGreaterThanOrEqual(minute.getTime());
    const receipt = page.getByRole("region", { name: "Receipts" }).getByRole("row").nth(1);
    await expect(receipt).toContainText(clock(ZONE, minute).time);
    await expect(receipt).toContainText(/sandbox/i);
    await expect(receipt).toContainText(/published/i);
    await axe();
  });

  await test.step("reads the same words where it landed", async () => {
    await ada.follows("See it on Instagram");
    await expect(page).toHaveURL(/\/sandbox\/[0-9a-f]{32}#/);
    const landed = page.getByRole("listitem").filter({ hasText: caption });
    await expect(landed).toHaveCount(1);
    const at = new Date((await landed.locator("time").getAttribute("datetime")) ?? "");
    expect(at.getTime()).toBeGreaterThanOrEqual(minute.getTime());
    expect(at.getTime()).toBeLessThan(minute.getTime() + 15_000);
  });
});

/** What is said of a kind of fact, on the page of the site. */
function fact({ page }: Marketer, kind: string): Locator {
  return page.locator("dt", { hasText: new RegExp(`^${kind}$`) }).locator("xpath=following-sibling::dd[1]");
}

async function monthAtHand({ page }: Marketer): Promise<string[]> {
  return (await page.getByRole("heading", { level: 1 }).innerText()).split(/\s+/);
}
