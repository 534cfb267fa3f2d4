import { Almanac } from "../almanac.js";
import { expect, test as base } from "../fixtures.js";
import { type Activity, type Content, type Item, type Plan, type Wix, makesApp, wix, wixAsApp } from "../wix.js";

/** How long a debug build on a busy machine may take to make a plan. */
const PLAN_MS = 90_000;
/** The most drafts that one call schedules. */
const MOST = 20;

/** The flows change the plan of the sample site, so they have a server of their own. */
const test = base.extend<object, { almanac: Almanac }>({
  almanac: [
    async ({}, use) => {
      const almanac = await Almanac.start();
      await use(almanac);
      await almanac.remove();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial", timeout: 180_000 });

/** Polls until the plan is made, or making it failed. */
async function made(client: Pick<Wix, "plan">): Promise<Plan> {
  await expect
    .poll(async () => (await client.plan({})).status, { timeout: PLAN_MS })
    .toMatch(/^(ACTIVE|FAILED)$/);
  const plan = await client.plan({});
  expect(plan.status).toBe("ACTIVE");
  return plan;
}

const items = (activities: Activity[]): Item[] => activities.flatMap((activity) => activity.items);
const draftsOf = (activities: Activity[]) => items(activities).filter(({ status }) => status === "DRAFT");

/** Whether the content of an item, whatever its channel calls it, holds a picture. */
const isPictured = (item: Item) =>
  Object.values(item).some((content) => (content as Partial<Content>)?.mediaWrapper?.media.length);

/** The channels of some items that take posts of the site. */
async function connected(client: Wix, of: Item[]): Promise<Set<string>> {
  const names = [...new Set(of.map(({ channel }) => channel.name))];
  const accounts = await Promise.all(
    names.map((channelName) => client.accounts({ channelName }).catch(() => ({ accounts: [] }))),
  );
  return new Set(accounts.flatMap((one) => one.accounts.map(({ channelName }) => channelName)));
}

/** Schedules drafts, at most 20 at a time. */
async function schedules(client: Wix, drafts: Item[]): Promise<Item[]> {
  const ids = drafts.map(({ id }) => id);
  const scheduled: Item[] = [];
  for (let first = 0; first < ids.length; first += MOST) {
    const answer = await client.schedule({ draftIds: ids.slice(first, first + MOST) });
    scheduled.push(...answer.items);
  }
  return scheduled;
}

test("flow 1: the vendor's SDK generates a plan and schedules its drafts", async ({ almanac, demo, rosa, page }) => {
  const client = wix(almanac.url, demo.api_key, demo.site_id);
  const { urls } = await client.site.listPublishedSiteUrls();
  expect(urls?.length, "the site is published").toBeGreaterThan(0);
  expect(await client.removePlan({})).toEqual({});
  expect(await client.plan({})).toEqual({ status: "NEVER_CREATED", marketingActivities: [] });
  expect(await client.generate({})).toEqual({ status: "GENERATING" });
  const { marketingActivities } = await made(client);

  const drafts = draftsOf(marketingActivities);
  const takes = await connected(client, drafts);
  const { features } = await client.features({ featureTypes: ["PUBLISH_POST", "SCHEDULE_POST"] });
  expect(features).toEqual([
    { type: "PUBLISH_POST", enabled: true },
    { type: "SCHEDULE_POST", enabled: true },
  ]);
  const scheduled = await schedules(client, drafts);
  expect(scheduled.length).toBeGreaterThan(0);
  expect(scheduled.length, "compare with what was sent").toBeLessThan(drafts.length);
  for (const item of scheduled) {
    expect(item.status).toBe("SCHEDULED");
    expect(takes, "only what is connected").toContain(item.channel.name);
  }
  const left = draftsOf((await client.plan({})).marketingActivities);
  const gone = new Set(scheduled.map(({ id }) => id));
  expect(left.map(({ id }) => id).sort()).toEqual(drafts.map(({ id }) => id).filter((id) => !gone.has(id)).sort());

  // A person sees the same.
  const last = marketingActivities.findLast((activity) => activity.items.some(({ id }) => gone.has(id)))!;
  await rosa.opens(`/sites/${demo.site_id}/activities/${last.marketingActivityId}`);
  await rosa.isAt(last.title);
  const posts = page.getByRole("main").getByRole("listitem");
  const waiting = last.items.filter(({ id }) => gone.has(id)).length;
  await expect(posts.locator(".status", { hasText: "Scheduled" })).toHaveCount(waiting);
});

test("flow 2: the vendor's SDK tailors the plan as an app", async ({ almanac, demo, rosa }) => {
  const app = await makesApp(rosa, `/sites/${demo.site_id}`, "Tailor");
  await wixAsApp(almanac.url, app, async (client) => {
    const { options } = await client.goals({});
    const goalKey = options.at(-1)!.planGoalKey;
    const settings = { marketingPlanGoal: { goalKey }, topics: { included: ["sourdough"] } };
    const saved = await client.saveSettings({
      marketingSettings: { settings },
      fieldMask: "settings.marketingPlanGoal,settings.topics",
    });
    expect(saved.marketingSettings).toMatchObject({ id: demo.site_id, settings });
    expect(await client.settings({})).toEqual(saved);
    expect(await client.regenerateWithKeywords({})).toEqual({ status: "GENERATING" });
    const { marketingActivities } = await made(client);
    const about = marketingActivities.filter(({ title, description }) => /sourdough/i.test(title + description));
    expect(about.length).toBeGreaterThan(0);
  });
});

test("flow 3: the vendor's SDK plans around an event", async ({ almanac, demo, rosa, page }) => {
  const client = wix(almanac.url, demo.api_key, demo.site_id);
  const date = new Date(Date.now() + 10 * 86_400_000).toISOString();
  const sale = { name: "Lantern night", description: "One evening", date };
  const { calendarEvent } = await client.createEvent({ calendarEvent: sale });
  expect(calendarEvent).toEqual({ ...sale, id: expect.any(String), calendarId: expect.any(String) });
  const about = (plan: Plan) => plan.marketingActivities.filter((it) => (it.title + it.description).includes(sale.name));
  expect(about(await client.plan({})), "an event creates nothing by itself").toEqual([]);
  expect(await client.regenerate({})).toEqual({ status: "GENERATING" });
  await expect(client.regenerate({})).rejects.toMatchObject({
    status: 428,
    details: { applicationError: { code: "PLAN_ALREADY_GENERATING_ERROR" } },
  });
  // Where days are few, an event shares an activity and is named in its description.
  expect(about(await made(client)).length).toBeGreaterThan(0);
  await rosa.opens(`/sites/${demo.site_id}/events`);
  await expect(page.getByRole("listitem").filter({ hasText: sale.name })).toContainText(sale.description);
});

test("flow 4: the vendor's SDK has more posts made", async ({ almanac, demo }) => {
  const client = wix(almanac.url, demo.api_key, demo.site_id);
  const { marketingActivities } = await client.plan({});
  const bare = marketingActivities
    .filter((activity) => activity.marketingActivityType === "SOCIAL_MARKETING" && activity.items.length === 0)
    .slice(0, 2)
    .map((activity) => activity.marketingActivityId);
  expect(bare).toHaveLength(2);
  expect(await client.generatePosts({ marketingActivityIds: bare })).toEqual({});
  // Some have stories beside them.
  const posts = async () =>
    (await client.posts({ marketingActivityIds: bare })).marketingActivities.map(({ items, ...activity }) => ({
      ...activity,
      items: items.filter(({ type }) => type === "POST"),
    }));
  const six = ["FACEBOOK", "GBP", "INSTAGRAM", "LINKEDIN", "PINTEREST", "TIKTOK"];
  // An item is ready once it has its picture: Instagram takes none without.
  const ready = async () =>
    (await posts()).map(({ items }) => items.filter(isPictured).map(({ channel }) => channel.name).sort());
  await expect.poll(ready, { timeout: PLAN_MS }).toEqual([six, six]);
  const drafts = draftsOf(await posts());
  expect(drafts).toHaveLength(12);
  const scheduled = await schedules(client, drafts);
  const takes = await connected(client, drafts);
  expect(scheduled).toHaveLength(drafts.filter(({ channel }) => takes.has(channel.name)).length);
  expect(scheduled.length).toBeGreaterThan(0);
});

test("the vendor's SDK may send a deep query as one object", async ({ almanac, demo }) => {
  const client = wix(almanac.url, demo.api_key, demo.site_id);
  const { marketingActivities } = await client.plan({});
  const { date } = marketingActivities.at(-1)!;
  const timeframe = { startDate: date, endDate: date };
  const last = await client.planAskedDeep({ timeframe });
  expect(last).toEqual(await client.plan({ timeframe }));
  expect(last.marketingActivities.length).toBeGreaterThan(0);
  expect(last.marketingActivities.length).toBeLessThan(marketingActivities.length);
});
