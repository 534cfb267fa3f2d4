import { expect, test } from "../fixtures.js";

test.use({ expectedErrors: ["status of 422"] });

test("Ada changes her settings, sees what the next plan does differently, and makes it", async ({ page, ada, axe }) => {
  test.setTimeout(180_000);
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  await ada.generates();
  await ada.opens(`${ada.site}/settings`);
  const next = page.getByRole("region", { name: "What changes in the next plan" });
  await expect(next).toContainText("Nothing: the present plan was made with these settings.");
  await expect(ada.field("Your goal")).toHaveCount(0);
  await axe();

  await test.step("what is wrong is said beside each field, and what she typed is kept", async () => {
    await page.getByRole("group", { name: "What is the plan for?" }).getByLabel("In my own words").check();
    await page.getByLabel("Blog posts, how many").fill("4");
    await page.getByLabel("Blog posts in each").selectOption("year");
    await page.getByLabel("Your own events").uncheck();
    await page.getByLabel("Holidays of your country").uncheck();
    await ada.fills({ "Never touch": "politics", "Whom you speak to": "home cooks" });
    await ada.presses("Keep these settings");
    await expect(page.getByRole("alert")).toContainText("2 fields below need another look");
    await expect(page.getByText("Say your goal in words, or choose one of the four.")).toBeVisible();
    await expect(page.getByText("Tick at least one.")).toBeVisible();
    await expect(ada.field("Whom you speak to")).toHaveValue("home cooks");
    await expect(page.getByLabel("Blog posts, how many")).toHaveValue("4");
    await expect(next).toContainText("Nothing:");
    await axe();
  });

  await test.step("what she keeps is compared with the plan she has", async () => {
    await ada.fills({ "Your goal": "Double our Christmas orders" });
    await page.getByLabel("Your own events").check();
    await page.getByRole("checkbox", { name: "Emails", exact: true }).uncheck();
    await ada.does("Keep these settings", "Kept.");
    const changes: [string, string][] = [
      ["Goal", "Double our Christmas orders"],
      ["Never touched", "politics"],
      ["Blog posts", "4 a year"],
      ["Emails", "none"],
      ["Whom you speak to", "home cooks"],
      ["Calendars", "1 chosen"],
    ];
    for (const [what, change] of changes) {
      const term = next.getByRole("term").filter({ hasText: new RegExp(`^${what}$`) });
      await expect(term.locator("+ dd ins"), what).toContainText(change);
    }
    await axe();
  });

  await test.step("the next plan is made with them", async () => {
    await ada.presses("Make the plan again", next);
    await ada.watchesPlan();
    await ada.opens(`${ada.site}/settings`);
    await expect(next).toContainText("Nothing: the present plan was made with these settings.");
    await expect(ada.field("Your goal")).toHaveValue("Double our Christmas orders");
    await expect(page.getByText("now “Sell more”")).toBeVisible();
  });

  for (const [width, colorScheme] of [[360, "light"], [360, "dark"], [1280, "light"], [1280, "dark"]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    const wide = await page.locator("html").evaluate((html) => html.scrollWidth).catch(() => width);
    expect(wide, "nothing sticks out").toBeLessThanOrEqual(width);
  }
});
