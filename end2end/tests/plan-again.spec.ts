import { expect, test } from "../fixtures.js";

test("a new plan is looked at, and taken but for what is unticked", async ({ ada, page, axe, expectedErrors }) => {
  test.setTimeout(150_000);
  expectedErrors.push("status of 422");
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  await ada.generates();
  await ada.opens(`${ada.site}/plan`);
  const health = page.getByRole("region", { name: "Plan health" });
  await expect(health).toContainText(/\d+ of 100/);
  await axe();

  await ada.follows("See what would change");
  await ada.isAt("A new plan, before you take it");
  await axe();
  const rows = page.getByRole("listitem").filter({ has: page.getByRole("checkbox") });
  for (const tick of await page.getByRole("checkbox").all()) await tick.uncheck();
  await ada.presses("Take what is ticked");
  await expect(page.getByText("Nothing is ticked, so nothing was changed.")).toBeVisible();

  await ada.follows("Show me another");
  await ada.isAt("A new plan, before you take it");
  const comes = rows.filter({ has: page.getByText("comes", { exact: true }) });
  const taken = await comes.last().locator("strong").innerText();
  await comes.first().getByRole("checkbox").uncheck();
  const ticked = await page.getByRole("checkbox", { checked: true }).count();
  expect(ticked).toBe((await rows.count()) - 1);
  await ada.presses("Take what is ticked");
  await ada.isTold(/^Your plan is changed: /);
  const found = await ada.finds(`q=${encodeURIComponent(taken)}`);
  await expect(found.first()).toContainText(taken);
});
