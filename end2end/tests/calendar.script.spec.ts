import type { Locator, Page } from "@playwright/test";
import { clock, later, monthAfter } from "../days.js";
import { expect, test } from "../fixtures.js";
import type { Marketer } from "../marketer.js";

/** The zone of the sample site. */
const ZONE = "Europe/Lisbon";
const NEXT_MONTH = monthAfter(clock(ZONE, new Date()).day);

test.use({ contextOptions: { reducedMotion: "reduce" } });

test("Rosa goes about the calendar with single keys", async ({ page, rosa, demo, axe }) => {
  const calendar = `/sites/${demo.site_id}/calendar`;
  const goes = async (key: string, to: RegExp) => {
    await page.keyboard.press(key);
    await expect(page).toHaveURL(to);
    await rosa.awakens();
  };
  await rosa.opens(calendar);
  await goes("w", /view=week/);
  await goes("d", /view=day/);
  await goes("l", /view=list/);
  await goes("m", /calendar\?month=[\d-]+$/);
  await goes("j", new RegExp(`month=${NEXT_MONTH}$`));
  await goes("k", /month=/);
  await expect(page).not.toHaveURL(new RegExp(NEXT_MONTH));
  await goes("j", new RegExp(`month=${NEXT_MONTH}$`));
  await goes("t", /month=/);
  await expect(page.locator(".today")).toBeVisible();

  await page.keyboard.press("/");
  const find = page.getByRole("searchbox");
  await expect(find).toBeFocused();
  await page.keyboard.type("wnd");
  await expect(find, "a key is text in a field").toHaveValue("wnd");
  await rosa.opens(calendar);

  await page.keyboard.press("?");
  const list = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  await expect(list).toBeVisible();
  await expect(list.getByText("New activity")).toBeVisible();
  await axe();
  await rosa.presses("Turn single keys off", list);
  await page.keyboard.press("Escape");
  await expect(list).toBeHidden();
  await rosa.opens(calendar);
  await page.keyboard.press("w");
  await page.keyboard.press("?");
  await expect(list, "they stay off on the next page").toBeHidden();
  expect(page.url()).not.toContain("week");
  await page.getByRole("button", { name: "Keyboard shortcuts" }).click();
  await rosa.presses("Turn single keys on", list);
  await page.keyboard.press("Escape");
  await goes("n", /\/activities\/new\?day=[\d-]+$/);
});

test("Rosa lifts a card with the keyboard, hears where it would go, and lets it go", async ({ page, rosa, demo, axe }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar?month=${NEXT_MONTH}`);
  const days = page.locator(".day:not(.past)");
  const from = days.filter({ has: page.locator("[data-move]") }).first();
  const day = (await from.getAttribute("data-day"))!;
  const card = from.locator("[data-move]").first();
  const title = await card.locator(".entry-title").innerText();

  await card.focus();
  await page.keyboard.press("Space");
  await rosa.isTold(`“${title}” is lifted.`);
  await axe();
  await page.keyboard.press("ArrowDown");
  const below = page.locator(".day.drop");
  await expect(below).toHaveAttribute("data-day", later(day, 7));
  await rosa.isTold(await label(below));
  await page.keyboard.press("Escape");
  await rosa.isTold("Put back.");
  await expect(page.locator(".drop, .lifted")).toHaveCount(0);
  await expect(card, "the focus stays").toBeFocused();

  await page.keyboard.press("Shift+ArrowRight");
  await rosa.isTold(await label(page.locator(".day.drop")));
  await page.keyboard.press("Space");
  await rosa.isTold(/^Moved to/);
  const there = page.locator(`[data-day="${later(day, 1)}"]`);
  await expect(there.getByRole("link", { name: title })).toBeVisible();
});

test("Rosa moves a card by quarters of an hour, and is told what is near", async ({ page, rosa, demo }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar?month=${NEXT_MONTH}`);
  const day = await page.locator(".day:not(.past):has([data-move])").first().getAttribute("data-day");
  await rosa.opens(`/sites/${demo.site_id}/calendar?view=week&day=${day}`);
  const card = page.locator(`[data-day="${day}"] [data-move]`).first();
  const title = await card.locator(".entry-title").innerText();
  const [hour = 0, minute = 0] = (await card.locator("time").innerText()).split(":").map(Number);
  const next = (Math.floor((hour * 60 + minute) / 15) + 1) * 15;
  const time = [Math.floor(next / 60), next % 60].map((part) => `${part}`.padStart(2, "0")).join(":");
  await card.focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await rosa.isTold(time);
  await page.keyboard.press("Enter");
  await rosa.isTold(`${time} in Lisbon.`);
  const moved = page.locator(`[data-day="${day}"]`).getByRole("link", { name: title });
  await expect(moved).toContainText(time);

  await rosa.opens(`/sites/${demo.site_id}/activities/new?day=${day}`);
  await rosa.fills({ Title: "Carols at the counter", "Time in Lisbon": time });
  await rosa.does("Add the activity", "The activity is added.");
  await rosa.opens(`/sites/${demo.site_id}/calendar?view=week&day=${day}`);
  await page.getByRole("link", { name: "Carols at the counter" }).focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await rosa.isTold(/less than an hour from “.*” at/);
});

test("each hour of a week stands beside its lane, and the present minute in it", async ({ page, rosa, demo }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar?view=week`);
  const hours = page.locator(".lane-hours li");
  expect(await hours.count()).toBeGreaterThan(12);
  for (const hour of await hours.all()) {
    const lanes = page.locator(`[data-hour="${Number((await hour.innerText()).slice(0, 2))}"]`);
    await expect(lanes).toHaveCount(7);
    const top = (await hour.boundingBox())!.y;
    for (const lane of await lanes.all()) expect((await lane.boundingBox())!.y).toBeCloseTo(top, 0);
  }
  const now = page.getByRole("img", { name: /^Now, / });
  const [hour] = (await now.getAttribute("aria-label"))!.replace("Now, ", "").split(":");
  await expect(page.locator(`.today [data-hour="${Number(hour)}"]`).locator(now)).toBeVisible();
});

test("the calendar is printed without what is only for the screen", async ({ page, rosa, demo }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar?month=${NEXT_MONTH}`);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await expect(page.locator(".entry").first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  for (const screen of [".rail", ".bar", ".page-head .actions", ".filters", ".shortcuts-button"]) {
    await expect(page.locator(screen).first()).toBeHidden();
  }
  const paper = await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme);
  expect(paper).toBe("light");
});

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 1024, height: 900 } });

  test("Rosa holds a card and takes it to another day; a finger that moves at once scrolls", async ({ page, rosa, demo }) => {
    await rosa.opens(`/sites/${demo.site_id}/calendar?month=${NEXT_MONTH}`);
    const { title, before, after } = await takes(page, rosa);
    await rosa.isTold(/^Moved to/);
    expect(before).not.toBe(after);
    await expect(page.locator(`[data-day="${after}"]`).getByRole("link", { name: title })).toBeVisible();
  });
});

/** Holds a card with a finger until it is lifted, and takes it to the next day. */
async function takes(page: Page, rosa: Marketer): Promise<{ title: string; before: string; after: string }> {
  const finger = await page.context().newCDPSession(page);
  const touch = (type: "touchStart" | "touchMove" | "touchEnd", at?: { x: number; y: number }) =>
    finger.send("Input.dispatchTouchEvent", { type, touchPoints: at ? [at] : [] });
  const from = page.locator(".day:not(.past):has([data-move])").first();
  const card = from.locator("[data-move]").first();
  const title = await card.locator(".entry-title").innerText();
  const before = (await from.getAttribute("data-day"))!;
  const after = later(before, 7);
  const to = page.locator(`[data-day="${after}"]`);
  await to.scrollIntoViewIfNeeded();
  const held = await middle(card);
  await touch("touchStart", held);
  await touch("touchMove", { x: held.x, y: held.y + 30 });
  await touch("touchEnd");
  await expect(card).not.toHaveClass(/dragging/);

  await card.scrollIntoViewIfNeeded();
  const [again, target] = await Promise.all([middle(card), middle(to)]);
  await touch("touchStart", again);
  await expect(card).toHaveClass(/dragging/);
  await touch("touchMove", { x: again.x, y: again.y + 10 });
  await touch("touchMove", target);
  await rosa.isTold(await label(to));
  await touch("touchEnd");
  return { title, before, after };
}

async function middle(of: Locator): Promise<{ x: number; y: number }> {
  const box = (await of.boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** What a day is called by those who hear it. */
async function label(day: Locator): Promise<string> {
  return (await day.locator(".day-name a").getAttribute("aria-label"))!;
}
