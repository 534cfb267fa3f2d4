import { clock, later } from "../days.js";
import { expect, test } from "../fixtures.js";

/** The zone of the sample site. */
const ZONE = "Europe/Lisbon";

test("Rosa adds an activity of her own, and its time is one that there is", async ({ page, rosa, demo, axe, expectedErrors }) => {
  expectedErrors.push("status of 422");
  const today = clock(ZONE, new Date()).day;
  await rosa.opens(`/sites/${demo.site_id}/calendar`);
  await rosa.follows("New");
  await rosa.isAt("New activity");
  await axe();

  await test.step("a day that has passed is refused, and nothing typed is lost", async () => {
    await rosa.fills({ Title: "An evening with the bakers", Day: later(today, -1), "Time in Lisbon": "19:30" });
    await rosa.fills({ "What happens": "Four bakers, one oven, questions welcome." });
    await page.getByRole("radio", { name: "Email" }).check();
    await rosa.presses("Add the activity");
    await expect(page.getByText(/at 19:30 has passed in Lisbon\. Choose a later time\./)).toBeVisible();
    await expect(rosa.field("Title")).toHaveValue("An evening with the bakers");
    await expect(page.getByRole("radio", { name: "Email" })).toBeChecked();
    await axe();
  });

  await test.step("so is a time that the clocks skip", async () => {
    await rosa.fills({ Day: clocksForward(today), "Time in Lisbon": "01:30" });
    await rosa.presses("Add the activity");
    await expect(page.getByText(/01:30 is skipped on Sun \d+ Mar, when the clocks in Lisbon are put forward/)).toBeVisible();
  });

  await test.step("a time that comes stands in the calendar", async () => {
    const day = later(today, 3);
    await rosa.fills({ Day: day, "Time in Lisbon": "19:30" });
    await rosa.does("Add the activity", "The activity is added.");
    await rosa.isAt("An evening with the bakers");
    await expect(page.getByRole("main")).toContainText("Four bakers, one oven, questions welcome.");
    await rosa.opens(`/sites/${demo.site_id}/calendar?view=day&day=${day}`);
    const card = page.locator('[data-hour="19"]').getByRole("link", { name: "An evening with the bakers" });
    await expect(card).toContainText("19:30");
  });
});

/** The next day on which the clocks of Portugal are put forward: the last Sunday of March. */
function clocksForward(after: string): string {
  const year = Number(after.slice(0, 4));
  const days = [year, year + 1].map((year) => {
    const last = `${year}-03-31`;
    return later(last, -new Date(`${last}T00:00:00Z`).getUTCDay());
  });
  return days.find((day) => day > after)!;
}
