import { siteProperties } from "@wix/business-tools";
import { ApiKeyStrategy, AppStrategy, createClient, type HttpClient } from "@wix/sdk";
import { toURLSearchParams } from "@wix/sdk-runtime/rest-modules";
import { site } from "@wix/urls";

const BASE = "/promote/marketing-plan-service/v1";
const VENDOR = "https://www.wixapis.com";

export type Item = {
  id: string;
  status: string;
  channel: { name: string; accountId?: string };
};

export type Plan = {
  status: string;
  marketingActivities: { marketingActivityId: string; date: string; title: string; items: Item[] }[];
};

/** A method as the vendor's generated modules describe it. */
const method =
  <Asked, Answered>(verb: "GET" | "POST" | "DELETE", path: string) =>
  (http: HttpClient) =>
  async (asked: Asked): Promise<Answered> => {
    const payload = verb === "POST" ? { data: asked } : { params: toURLSearchParams(asked as object) };
    const answer = await http.request<Answered>(() => ({ method: verb, url: `${BASE}${path}`, ...payload }));
    return answer.data;
  };

const modules = {
  generate: method<object, { status: string }>("POST", "/marketing-plan/generate-marketing-plan"),
  regenerate: method<object, { status: string }>("POST", "/marketing-plan/regenerate-marketing-plan"),
  plan: method<{ timeframe?: { startDate?: string; endDate?: string } }, Plan>("GET", "/marketing-plan"),
  posts: method<{ marketingActivityIds: string[] }, Pick<Plan, "marketingActivities">>(
    "POST",
    "/marketing-activity-posts",
  ),
  schedule: method<{ draftIds: string[] }, { items: Item[] }>("POST", "/marketing-plan/schedule-drafts"),
  remove: method<{ id: string }, object>("DELETE", "/marketing-plan/plan-marketing-activity"),
  goals: method<object, { options: { planGoalKey: string }[] }>("GET", "/marketing-settings/plan-goal-options"),
};

const theirs = globalThis.fetch;

/** Asks our server whatever is meant for the vendor's. */
const towards =
  (url: string): typeof fetch =>
  (asked, init) =>
    theirs(`${asked}`.replace(VENDOR, url), init);

/** The vendor's own client, unmodified, that asks our server instead of the vendor's. */
export function wix(url: string, apiKey: string, siteId: string) {
  return createClient({ auth: ApiKeyStrategy({ apiKey, siteId }), modules, fetch: towards(url) });
}

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
