import { expect, test } from "../fixtures.js";

/** A day so many days from now, as a date field takes it. */
function ahead(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
}

/** A calendar as another program exports it. */
function calendar(name: string): Buffer {
  const day = ahead(30).replaceAll("-", "");
  const event = (uid: string, summary: string, ...more: string[]) => [
    "BEGIN:VEVENT",
    `UID:${uid}@${name}`,
    `SUMMARY:${summary}`,
    `DTSTART;VALUE=DATE:${day}`,
    ...more,
    "END:VEVENT",
  ];
  const lines = [
    "BEGIN:VCALENDAR",
    `X-WR-CALNAME:${name}`,
    ...event("1", `Lantern walk of ${name}`),
    ...event("2", "Stand-up", "RRULE:FREQ=DAILY"),
    "END:VCALENDAR",
  ];
  return Buffer.from(lines.join("\r\n"));
}

test("an event repeats, is changed and goes", async ({ rosa, demo, axe, page, expectedErrors }, { project }) => {
  expectedErrors.push("status of 422");
  const name = `Market day, ${project.name}`;
  await rosa.opens(`/sites/${demo.site_id}/events`);
  await expect(page.getByLabel("Interval")).toBeHidden();
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Day", { exact: true }).fill(ahead(9));
  await page.getByLabel("Repeats").selectOption("Weekly");
  await page.getByLabel("Interval").fill("0");
  await rosa.presses("Add the event");
  await expect(page.getByText("An event can repeat every 1 to 1000")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue(name);
  await page.getByLabel("Interval").fill("2");
  await rosa.presses("Add the event");

  const row = page.getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Every 2 weeks on");
  await row.getByText("times within a year").click();
  await expect(row.getByRole("listitem").first()).toBeVisible();
  await axe();

  await rosa.follows(`Change ${name}`);
  await rosa.isAt("Change an event");
  await page.getByLabel("Repeats").selectOption("Does not repeat");
  await page.getByLabel("What happens").fill("Rye on the square.");
  await axe();
  await rosa.presses("Save the event");
  await expect(row).toContainText("Rye on the square.");
  await expect(row).not.toContainText("Every 2 weeks");
  await rosa.presses(`Delete ${name}`);
  await expect(row).toBeHidden();
});

test("a calendar file is brought in once", async ({ rosa, demo, axe, page }, { project }) => {
  const name = `Street ${project.name}`;
  const file = { name: "street.ics", mimeType: "text/calendar", buffer: calendar(name) };
  await rosa.opens(`/sites/${demo.site_id}/events`);
  await page.getByLabel("Calendar file (.ics)").setInputFiles(file);
  await rosa.presses("Bring it in");
  await expect(page.getByText(`1 event was brought in from “${name}”.`)).toBeVisible();
  await expect(page.getByText("“Stand-up” repeats every day.")).toBeVisible();
  await expect(page.getByText(`Lantern walk of ${name}`).first()).toBeVisible();
  await axe();

  await page.getByLabel("Calendar file (.ics)").setInputFiles(file);
  await rosa.presses("Bring it in");
  await expect(page.getByText(`Nothing new in “${name}”. 1 was there already.`)).toBeVisible();
  await page.getByRole("button", { name: `Remove the calendar ${name}` }).click();
  await expect(page.getByText("The calendar is removed")).toBeVisible();
  await expect(page.getByText(`Lantern walk of ${name}`)).toBeHidden();
});
