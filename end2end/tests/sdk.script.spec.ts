import { expect, test } from "../fixtures.js";
import { wix } from "../wix.js";

test("the vendor's SDK generates a plan and schedules its drafts with a key made on the page", async ({
  page,
  ada,
  almanac,
}) => {
  test.setTimeout(180_000);
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  const site = ada.site;
  await ada.opens(`${site}/keys`);
  await ada.fills({ "What is it for?": "The vendor's SDK" });
  await ada.presses("Make a key");
  const key = await page.getByRole("status").getByText(/^alm_/).innerText();
  const client = wix(almanac.url, key, site.split("/").pop()!);

  expect(await client.plan({})).toEqual({ status: "NEVER_CREATED", marketingActivities: [] });
  await expect(client.regenerate({})).rejects.toMatchObject({
    status: 428,
    details: { applicationError: { code: "PLAN_NOT_FOUND_ERROR" } },
  });
  expect(await client.generate({})).toEqual({ status: "GENERATING" });
  await expect(client.regenerate({})).rejects.toMatchObject({
    details: { applicationError: { code: "PLAN_ALREADY_GENERATING_ERROR" } },
  });
  await expect.poll(async () => (await client.plan({})).status, { timeout: 120_000 }).toBe("ACTIVE");

  const { marketingActivities } = await client.plan({ timeframe: { endDate: "2100-01-01T00:00:00.000Z" } });
  const drafts = marketingActivities.flatMap(({ items }) => items).filter(({ status }) => status === "DRAFT");
  const some = drafts.slice(0, 20);
  expect(some.length).toBeGreaterThan(3);
  const { items } = await client.schedule({ draftIds: some.map(({ id }) => id) });
  expect(items.length).toBeGreaterThan(0);
  for (const item of items) expect(item).toMatchObject({ status: "SCHEDULED", channel: { accountId: expect.any(String) } });
  const [first] = marketingActivities.filter((activity) => activity.items.length > 0);
  const again = await client.posts({ marketingActivityIds: [first!.marketingActivityId] });
  const scheduled = again.marketingActivities[0]!.items.filter(({ status }) => status === "SCHEDULED");
  expect(scheduled.map(({ id }) => items.some((item) => item.id === id))).not.toContain(false);

  await expect(client.schedule({ draftIds: [] })).rejects.toMatchObject({
    status: 400,
    details: { validationError: { fieldViolations: [{ field: "draftIds" }] } },
  });
  expect((await client.goals({})).options).toContainEqual(expect.objectContaining({ planGoalKey: "BOOST_SALES" }));
  const last = marketingActivities.at(-1)!;
  expect(await client.remove({ id: last.marketingActivityId })).toEqual({});
  await expect(client.remove({ id: last.marketingActivityId })).rejects.toMatchObject({ status: 404 });

  await ada.opens(`${site}/keys`);
  await ada.presses(/^Revoke/);
  await ada.isTold("Revoked");
  await expect(client.plan({})).rejects.toMatchObject({ status: 401 });
});
