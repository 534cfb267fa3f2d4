import { request } from "@playwright/test";
import { expect, test } from "../fixtures.js";

test("a calendar program reads a feed until Rosa revokes it", async ({ rosa, demo, axe, page }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar`);
  await rosa.follows("Subscribe");
  await rosa.isAt("Calendar feeds");
  await page.getByLabel("What does it show?").selectOption("Instagram");
  await rosa.presses("Make a feed");
  const address = await page.getByLabel("Address of your new feed").inputValue();
  await axe();

  const program = await request.newContext();
  const read = await program.get(address);
  expect(read.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
  expect(read.headers()["set-cookie"]).toBeUndefined();
  const kept = await read.text();
  expect(kept).toContain("CATEGORIES:Instagram");
  expect(kept).not.toContain("CATEGORIES:Facebook");

  await rosa.opens(`/sites/${demo.site_id}/calendar/feeds`);
  await expect(page.getByLabel("Address of your new feed")).toHaveCount(0);
  await rosa.presses(/^Revoke the feed of .*: Instagram$/);
  await rosa.isTold("Revoked: the address opens nothing any more.");
  expect((await program.get(address)).status()).toBe(404);
  await program.dispose();
});
