import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.js";
import { everyPage } from "../tour.js";

/** 320 px is also what 640 px become at 200 % zoom. */
const WIDTHS = [320, 360, 640, 768, 1440, 1920];

test.describe.configure({ timeout: 300_000 });

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page is free of violations in ${colorScheme} colours`, async ({ page, rosa, demo, goto, axe, expectedErrors }) => {
    expectedErrors.push("status of 404");
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const stop of await everyPage(rosa, demo)) {
      await test.step(stop.name, async () => {
        await goto(stop.path);
        await axe();
      });
    }
  });
}

test("no page scrolls sideways, and every one can be used by keys", async ({ page, rosa, demo, goto, expectedErrors }) => {
  expectedErrors.push("status of 404");
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const stop of await everyPage(rosa, demo)) {
    await test.step(stop.name, async () => {
      await goto(stop.path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 });
        expect.soft(await overflow(page), `${stop.name} at ${width} px`).toEqual([]);
      }
      await page.setViewportSize({ width: 1440, height: 900 });
      expect.soft(await unseenFocus(page), `${stop.name}: focus that is not seen`).toEqual([]);
      await page.setViewportSize({ width: 360, height: 740 });
      expect.soft(await unseenFocus(page), `${stop.name} at 360 px: focus that is not seen`).toEqual([]);
    });
  }
});

test("every menu opens on the screen", async ({ page, rosa, demo }) => {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 740 });
    await rosa.opens(`/sites/${demo.site_id}/calendar`);
    const menus = page.locator(".menu > summary:visible");
    expect(await menus.count()).toBeGreaterThan(3);
    for (const menu of await menus.all()) {
      await menu.click();
      const panel = page.locator(".menu[open] > .menu-panel");
      await expect(panel, await menu.innerText()).toBeInViewport({ ratio: 1 });
      const { height } = (await panel.boundingBox())!;
      expect(height, await menu.innerText()).toBeGreaterThan(80);
      await page.mouse.click(1, 1);
      await expect(panel).toBeHidden();
    }
  }
});

test("the skip link leads past the rail", async ({ page, rosa, demo }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar`);
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to the page" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport({ ratio: 1 });
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.closest("main") !== null)).toBe(true);
});

test("Rosa moves an activity with keys alone", async ({ page, rosa, demo }) => {
  await (await rosa.finds("status=draft", `/sites/${demo.site_id}`)).last().focus();
  await page.keyboard.press("Enter");
  const day = rosa.field("Move to another day");
  await expect(day).toBeVisible();
  await day.focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await rosa.isTold(/^Moved to/);
});

/** What sticks out of the page to the side, if the page scrolls there. */
function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth } = document.scrollingElement!;
    if (scrollWidth <= window.innerWidth) return [];
    const out = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 0.5)
      .map((element) => `${element.localName}.${element.className}`.slice(0, 60));
    return [`${scrollWidth} > ${window.innerWidth}`, ...out.slice(0, 5)];
  });
}

/** The elements that Tab reaches without anything to see there. */
async function unseenFocus(page: Page): Promise<string[]> {
  /** More than any page's stops would only say the same again. */
  const STOPS = 40;
  const problems = new Map<string, string>();
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  for (let stop = 0; stop < STOPS; stop++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(focused);
    if (!found) break;
    // A field for a day has several stops, and one that is seen is enough.
    if (problems.get(found.name) !== "") problems.set(found.name, found.problem);
  }
  return [...problems].filter(([, problem]) => problem).map(([name, problem]) => `${name}: ${problem}`);
}

/** Runs in the page: what has the focus, and what is wrong with how that is shown. */
function focused(): { name: string; problem: string } | null {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const words = element.getAttribute("aria-label") ?? element.textContent ?? "";
  const name = `${element.localName} “${words.trim().slice(0, 30)}” ${element.id}`;
  const tops = [...element.getClientRects()]
    .filter((box) => box.width > 0 && box.height > 0)
    .flatMap((box) => [0.1, 0.5, 0.9].map((part) => [box.left + box.width / 2, box.top + box.height * part] as const))
    .map(([x, y]) => document.elementFromPoint(x, y));
  const seen = tops.some((top) => top && (element.contains(top) || top.contains(element)));
  const around = [element];
  while (around.length < 5 && around[0]?.parentElement) around.unshift(around[0].parentElement);
  const outlined = around.some((candidate) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(candidate);
    return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
  });
  if (!seen) return { name, problem: "out of sight or covered" };
  return { name, problem: outlined ? "" : "no outline" };
}
