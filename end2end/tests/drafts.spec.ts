import { readFile } from "node:fs/promises";
import { expect, test } from "../fixtures.js";

test("Ada has an article written, makes it hers, takes it along, and a new plan keeps it", async ({ page, ada, axe }) => {
  test.setTimeout(180_000);
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  await ada.generates();
  const articles = await ada.finds("kind=BLOG");
  const article = await articles.first().getAttribute("href");
  await ada.opens(article ?? "");

  await test.step("it is written when she asks, whether it was there already or not", async () => {
    const draft = page.getByRole("region", { name: "Draft" });
    await draft.getByRole("button", { name: /^Write (the draft|anew)$/ }).click();
    await ada.isTold("The draft is written.");
    await expect(draft).toContainText(/\d{3,} words/);
    await expect(draft.getByRole("group").filter({ hasText: "Outline" }).getByRole("listitem").nth(2)).toBeVisible();
    await axe();
  });

  await test.step("what she makes of it stays hers", async () => {
    const text = await ada.field("Text").inputValue();
    await ada.field("Text").fill(`${text}\n\n## From our oven\nBaked <b>before</b> dawn.`);
    await ada.does("Save the draft", "The draft is saved. A new plan keeps it.");
    await expect(page.getByText("You changed it, so a new plan keeps it.")).toBeVisible();
    await expect(ada.field("Text")).toHaveValue(/## From our oven\nBaked <b>before<\/b> dawn\.$/);
  });

  await test.step("she takes it along as a file", async () => {
    const downloading = page.waitForEvent("download");
    await ada.follows("Download as Markdown");
    const file = await downloading;
    expect(file.suggestedFilename()).toMatch(/^draft-\d{4}-\d{2}-\d{2}\.md$/);
    expect(await readFile(await file.path(), "utf8")).toContain("## From our oven\n");
  });

  await test.step("a new plan leaves it as it is", async () => {
    await ada.opens(`${ada.site}/plan/again`);
    await ada.isAt("A new plan, before you take it");
    await page.locator("summary", { hasText: "What stays as it is" }).click();
    await expect(page.locator(`a[href="${article}"]`)).toBeVisible();
  });
});
