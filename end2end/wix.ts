import { ApiKeyStrategy, createClient, type HttpClient } from "@wix/sdk";
import { toURLSearchParams } from "@wix/sdk-runtime/rest-modules";

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

/** The vendor's own client, unmodified, that asks our server instead of the vendor's. */
export function wix(url: string, apiKey: string, siteId: string) {
  return createClient({
    auth: ApiKeyStrategy({ apiKey, siteId }),
    modules,
    fetch: (asked: RequestInfo | URL, init?: RequestInit) => fetch(`${asked}`.replace(VENDOR, url), init),
  });
}
