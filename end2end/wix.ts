import { siteProperties } from "@wix/business-tools";
import { ApiKeyStrategy, AppStrategy, createClient, type HttpClient } from "@wix/sdk";
import { toURLSearchParams } from "@wix/sdk-runtime/rest-modules";
import { site } from "@wix/urls";
import type { Marketer } from "./marketer.js";

const BASE = "/promote/marketing-plan-service/v1";
const PUBLISHER = "/social-publisher/v1";
const VENDOR = "https://www.wixapis.com";

export type Item = {
  type: string;
  id: string;
  status: string;
  channel: { name: string; accountId?: string };
};

/** What an item says, under a name of its channel's own. */
export type Content = { mediaWrapper: { media: { type: string; url: string }[] } };

export type Activity = {
  marketingActivityId: string;
  marketingActivityType: string;
  date: string;
  title: string;
  description: string;
  items: Item[];
};

export type Plan = { status: string; marketingActivities: Activity[] };

type Timeframe = { timeframe?: { startDate?: string; endDate?: string } };

/** What is asked in a query: as the vendor's modules write it for flat or for deep objects. */
const query = (asked: object, deep: boolean) => ({ params: toURLSearchParams(asked as never, deep) });

/** A method as the vendor's generated modules describe it. */
const method =
  <Asked, Answered>(verb: "GET" | "POST" | "DELETE", path: string, { base = BASE, deep = false } = {}) =>
  (http: HttpClient) =>
  async (asked: Asked): Promise<Answered> => {
    const payload = verb === "POST" ? { data: asked } : query(asked as object, deep);
    const answer = await http.request<Answered>(() => ({ method: verb, url: `${base}${path}`, ...payload }));
    return answer.data;
  };

const modules = {
  generate: method<object, { status: string }>("POST", "/marketing-plan/generate-marketing-plan"),
  regenerate: method<object, { status: string }>("POST", "/marketing-plan/regenerate-marketing-plan"),
  regenerateWithKeywords: method<object, { status: string }>(
    "POST",
    "/marketing-plan/regenerate-marketing-plan-with-keyword-research",
  ),
  plan: method<Timeframe, Plan>("GET", "/marketing-plan"),
  planAskedDeep: method<Timeframe, Plan>("GET", "/marketing-plan", { deep: true }),
  removePlan: method<object, object>("DELETE", "/marketing-plan"),
  generatePosts: method<{ marketingActivityIds: string[] }, object>("POST", "/marketing-plan/generate-social-posts"),
  posts: method<{ marketingActivityIds: string[] }, Pick<Plan, "marketingActivities">>(
    "POST",
    "/marketing-activity-posts",
  ),
  schedule: method<{ draftIds: string[] }, { items: Item[] }>("POST", "/marketing-plan/schedule-drafts"),
  remove: method<{ id: string }, object>("DELETE", "/marketing-plan/plan-marketing-activity"),
  goals: method<object, { options: { planGoalKey: string }[] }>("GET", "/marketing-settings/plan-goal-options"),
  settings: method<object, { marketingSettings: Settings }>("GET", "/marketing-settings"),
  saveSettings: method<{ marketingSettings: Settings; fieldMask: string }, { marketingSettings: Settings }>(
    "POST",
    "/marketing-settings",
  ),
  createEvent: method<{ calendarEvent: CalendarEvent }, { calendarEvent: Required<CalendarEvent> }>("POST", "/events"),
  features: method<{ featureTypes: string[] }, { features: { type: string; enabled: boolean }[] }>("GET", "/features", {
    base: PUBLISHER,
  }),
  accounts: method<{ channelName: string }, { accounts: { channelName: string }[] }>("GET", "/accounts", {
    base: PUBLISHER,
  }),
};

/** The parts of the settings that the sample flows choose. */
export type Settings = {
  settings?: { marketingPlanGoal?: { goalKey: string }; topics?: { included: string[] } };
};

/** A one-time event. */
export type CalendarEvent = { id?: string; name: string; description: string; date: string };

const theirs = globalThis.fetch;

/** Asks our server whatever is meant for the vendor's. */
const towards =
  (url: string): typeof fetch =>
  (asked, init) =>
    theirs(`${asked}`.replace(VENDOR, url), init);

/** The vendor's own client, unmodified, that asks our server instead of the vendor's. */
export function wix(url: string, apiKey: string, siteId: string) {
  return createClient({ auth: ApiKeyStrategy({ apiKey, siteId }), modules: { ...modules, site }, fetch: towards(url) });
}

/** Either of the two clients, as a story of the Marketing Plan API needs it. */
export type Wix = ReturnType<typeof wix>;

/** What an app shows for a token. */
export type App = { appId: string; appSecret: string; instanceId: string };

/** The same as an app, with the vendor's own modules for what stands beside the plan. */
export async function wixAsApp<Told>(url: string, app: App, story: (client: AppClient) => Promise<Told>): Promise<Told> {
  // It asks for its token past the `fetch` that it was given.
  globalThis.fetch = towards(url);
  try {
    return await story(appClient(url, app));
  } finally {
    globalThis.fetch = theirs;
  }
}

type AppClient = ReturnType<typeof appClient>;

function appClient(url: string, app: App) {
  return createClient({
    auth: AppStrategy(app),
    modules: { ...modules, site, siteProperties },
    fetch: towards(url),
  });
}

/** Makes an app on the site's page, which shows its credentials this once. */
export async function makesApp(rosa: Marketer, site: string, name: string): Promise<App> {
  await rosa.opens(`${site}/keys`);
  await rosa.fills({ "What is the app called?": name });
  await rosa.presses("Make an app");
  const terms = rosa.page.getByRole("status").locator("dt");
  const shown = (term: string) =>
    terms.filter({ hasText: term }).locator("xpath=following-sibling::dd[1]").innerText();
  return {
    appId: await shown("Client id"),
    appSecret: await shown("Client secret"),
    instanceId: await shown("Instance id"),
  };
}
