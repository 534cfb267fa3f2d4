import type { Locator } from "@playwright/test";
import type { Bluesky } from "../bluesky.js";
import { clock, nextMinute } from "../days.js";
import { expect, test } from "../fixtures.js";
import type { Marketer } from "../marketer.js";

/** A TID: thirteen letters, as Bluesky asks it of the key of a post. */
const KEY = /^[2-7a-j][2-7a-z]{12}$/;

test("a post that is scheduled here is read back from Bluesky's own server", async ({
  page, rosa, demo, bluesky, axe,
}) => {
  test.setTimeout(180_000);
  const site = `/sites/${demo.site_id}`;
  await connects(rosa, site, bluesky);
  await axe();

  await rosa.opensPost("Bluesky", "Draft", site);
  const words = `🥖 Pão, ${crypto.randomUUID().slice(0, 8)}: see https://rosas.example/pão, #Pão, @${bluesky.handle}, @nobody.test`;
  await rosa.writes(words);
  const alt = await rosa.field("Picture text").inputValue();
  const { day, time } = clock("Europe/Lisbon", nextMinute(20));
  await rosa.field("Day").fill(day);
  await rosa.field(/^Time in /).fill(time);
  await rosa.does("Move", "Moved to ");
  await rosa.does("Schedule", /[Ss]cheduled/);
  await rosa.waitsUntil("Published", 100_000);

  const link = await page.getByRole("link", { name: "See it on Bluesky" }).getAttribute("href");
  const { key, record } = await bluesky.post(link!);
  expect(key).toMatch(KEY);
  expect(record.text).toBe(words);
  const bytes = new TextEncoder().encode(words);
  const facets = record.facets!.map(({ index, features: [feature] }) => {
    const said = new TextDecoder().decode(bytes.slice(index.byteStart, index.byteEnd));
    const { $type, ...meant } = feature!;
    return [said, Object.values(meant)[0]];
  });
  expect(facets).toEqual([
    ["https://rosas.example/pão", "https://rosas.example/p%C3%A3o"],
    ["#Pão", "Pão"],
    [`@${bluesky.handle}`, bluesky.did],
  ]);
  const [image] = record.embed!.images!;
  expect(image!.alt).toBe(alt);
  expect(image!.aspectRatio).toEqual({ width: 1200, height: 900 });
  const picture = await bluesky.picture(image!.image.ref.$link);
  expect(picture.length).toBeGreaterThan(5_000);
  expect(await bluesky.saying(words)).toBe(1);

  await rosa.rehearses("Bluesky", site);
});

test("a wrong app password is told beside its field and not shown again", async ({ page, rosa, demo, bluesky, expectedErrors }) => {
  expectedErrors.push("status of 422");
  const site = `/sites/${demo.site_id}`;
  await rosa.opens(`${site}/channels`);
  const row = page.getByRole("listitem").filter({ hasText: "Bluesky" });
  await fills(rosa, row, bluesky, "wron-gwro-ngwr-ong1");
  await rosa.presses("Test first", row);
  await expect(row).toContainText("127.0.0.1 does not know this handle with this app password.");
  await expect(row.getByLabel("Handle", { exact: true })).toHaveValue(bluesky.handle);
  await expect(row.getByLabel("App password", { exact: true })).toHaveValue("");
  expect(await page.content()).not.toContain("wron-gwro");
});

/** Connects Bluesky with the account of the server, after a test of what was typed. */
async function connects(rosa: Marketer, site: string, bluesky: Bluesky): Promise<void> {
  await rosa.opens(`${site}/channels`);
  const row = rosa.page.getByRole("listitem").filter({ hasText: "Bluesky" });
  await fills(rosa, row, bluesky, bluesky.appPassword);
  await rosa.presses("Test first", row);
  await expect(row).toContainText(`Tried just now, works. This opens the account ${bluesky.handle}.`);
  await row.getByLabel("App password", { exact: true }).fill(bluesky.appPassword);
  await rosa.presses("Connect Bluesky", row);
  await rosa.isTold(`Bluesky is connected as ${bluesky.handle}.`);
  await rosa.presses("Test Bluesky");
  await expect(row).toContainText(`Tested just now, works. 127.0.0.1 knows Almanac as ${bluesky.handle}.`);
  await expect(row).toContainText(`As ${bluesky.handle}`);
  await expect(row).toContainText("Its access does not end by itself.");
}

async function fills(rosa: Marketer, row: Locator, bluesky: Bluesky, password: string): Promise<void> {
  await row.locator("summary").first().click();
  await row.getByRole("radio", { name: "Your Bluesky account" }).check();
  await row.getByLabel("Handle", { exact: true }).fill(bluesky.handle);
  await row.getByLabel("App password", { exact: true }).fill(password);
  await row.getByLabel("Server", { exact: true }).fill(bluesky.url);
  await rosa.awakens();
}
