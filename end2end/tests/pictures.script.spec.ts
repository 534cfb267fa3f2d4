import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, test } from "../fixtures.js";
import { clock, monthAfter } from "../days.js";
import { post } from "../forms.js";
import { Marketer } from "../marketer.js";
import { everyPage } from "../tour.js";

/**
 * Where the pictures go: `ALMANAC_PICTURES` set writes that of the README into the tree, and
 * `all` those of every page into the results as well. A test run leaves the tree as it was.
 */
const WANTED = process.env.ALMANAC_PICTURES;
const README = fileURLToPath(new URL("../pictures/calendar.png", import.meta.url));
const CONTACT_SHEET = fileURLToPath(new URL("../results/pictures/", import.meta.url));

const WIDTHS = [360, 768, 1440, 1920];

test.use({ deviceScaleFactor: 1, contextOptions: { reducedMotion: "reduce" } });

test("the calendar, for the README", async ({ page, awake }, info) => {
  test.setTimeout(600_000);
  const rosa = new Marketer(page, "Rosa", awake);
  await rosa.signsUp("Rosa’s Bakery");
  await rosa.takesSample();
  await rosa.fills({ "Social campaigns": "6", Emails: "2" });
  await rosa.generates();
  const month = `${rosa.site}/calendar?month=${monthAfter(clock("Europe/Lisbon", new Date()).day)}`;
  if (WANTED) await fills(rosa, month);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 960 });
  await rosa.opens(month);
  await page.evaluate(() => document.fonts.ready);
  await expect(page.locator(".entry").first()).toBeVisible();
  await page.screenshot({ path: WANTED ? README : info.outputPath("calendar.png") });
});

if (WANTED === "all") {
  test("every page, at every width, in both themes", async ({ page, browser, rosa, demo, almanac, expectedErrors }) => {
    test.setTimeout(600_000);
    expectedErrors.push("status of 404");
    const stops = await everyPage(rosa, demo);
    await mkdir(CONTACT_SHEET, { recursive: true });
    const nobody = await browser.newContext({ baseURL: almanac.url, reducedMotion: "reduce" });
    const stranger = await nobody.newPage();
    for (const stop of stops) {
      const seen = stop.stranger ? stranger : page;
      await seen.goto(stop.path);
      for (const width of WIDTHS) {
        await seen.setViewportSize({ width, height: width < 500 ? 780 : 960 });
        for (const colorScheme of ["light", "dark"] as const) {
          await seen.emulateMedia({ colorScheme });
          await seen.evaluate(() => document.fonts.ready);
          const path = `${CONTACT_SHEET}${stop.name}-${width}-${colorScheme}.png`;
          await seen.screenshot({ path, fullPage: true });
        }
      }
    }
    await nobody.close();
  });
}

/** Has the posts of a whole month written and drawn, and those of its first weeks scheduled. */
async function fills({ page }: Marketer, month: string): Promise<void> {
  await page.goto(month);
  const links = await page.locator(".day:not(.outside) .entry").evaluateAll((links) =>
    links.map((link) => new URL((link as HTMLAnchorElement).href).pathname),
  );
  for (const [n, activity] of links.entries()) {
    await post(page, `${activity}/posts`, "");
    if (n * 3 < links.length * 2) await post(page, `${activity}/schedule`, "");
  }
  // Takes what the last of them said.
  await page.goto(month);
}
