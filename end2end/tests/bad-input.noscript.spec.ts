import type { Page } from "@playwright/test";
import { clock, later } from "../days.js";
import { expect, test } from "../fixtures.js";
import { Answer, type Form, formsOf, post, send } from "../forms.js";
import type { Marketer } from "../marketer.js";
import { Website } from "../websites.js";

const HOSTILE = {
  nothing: "",
  "only spaces": " \t ",
  "too much": "x".repeat(100_000),
  "a script": "</textarea><script>alert(1)</script>",
  "right to left": "bread \u202e daerb",
  "a zero byte": "bread\0butter",
  "ten thousand marks": `a${"\u0301".repeat(10_000)}`,
};

test("a wrong address is refused in words", async ({ page, ada }) => {
  await ada.signsUp("Hearth & Crumb");
  const wrong: [typed: string, sentence: string][] = [
    ["", "The address is empty."],
    ["bakery", "is not a web address."],
    ["https://a bakery.test", "is not a web address."],
    ["http://999.999.999.999", "is not a web address."],
    ["ftp://bakery.test", "only http and https can be read."],
    ["https://ada:rye@bakery.test", "Leave them out."],
    ["javascript:alert(1)", "is not a web address."],
    ["rosa@bakery.test", "is an e-mail address."],
    ["http://127.0.0.2:8080", "127.0.0.2 leads into a private network"],
    ["http://169.254.169.254/latest", "169.254.169.254 leads into a private network"],
    ["http://[::1]:3000", "leads into a private network"],
    ["http://localhost", "localhost leads into a private network"],
  ];
  for (const [address, sentence] of wrong) {
    const answer = await post(page, "/sites/new", new URLSearchParams({ address }).toString());
    (await Answer.of(page, answer)).refuses(422, sentence, address);
  }
});

test("a website that cannot be read says why", async ({ page, ada, bakery }) => {
  test.setTimeout(120_000);
  const sites = await Promise.all([Website.silent(), Website.circular(), Website.huge(), Website.garbled()]);
  const [silent, circular, huge, garbled] = sites;
  await ada.signsUp("Hearth & Crumb");
  const reasons: [address: string, outcome: string | RegExp][] = [
    [silent.url, /127\.0\.0\.1 did not answer within \d+ seconds\./],
    [circular.url, "127.0.0.1 redirects in a circle or too many times."],
    [huge.url, "127.0.0.1 sent more than 5 MB, which is more than is read."],
    [garbled.url, "What shall the plan do?"],
  ];
  const plans: string[] = [];
  for (const [address] of reasons) {
    await ada.addsSite(address);
    plans.push(page.url());
  }
  for (const [n, [address, outcome]] of reasons.entries()) {
    await expect(async () => {
      await page.goto(plans[n]!);
      await expect(page.getByRole("main")).toContainText(outcome, { timeout: 1_000 });
    }, address).toPass({ timeout: 60_000, intervals: [1_000] });
    if (address === garbled.url) continue;
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This did not work");
    await expect(page.getByRole("button", { name: "Read the website again" })).toBeVisible();
  }
  expect(huge.sent(), "bytes of the huge page").toBeLessThan(60_000_000);
  await Promise.all(sites.map((site) => site.close()));
});

test("no field of any form can be made to break", async ({ page, ada }) => {
  test.setTimeout(180_000);
  const forms = [...(await formsAt(page, "/sign-up")), ...(await formsAt(page, "/sign-in"))];
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  const { site } = ada;
  forms.push(...(await formsAt(page, `${site}/plan`)));
  await ada.generates();
  const activity = await pathOf(ada, `channel=pinterest&status=draft`);
  await ada.follows("Pinterest");
  const pin = new URL(page.url()).pathname;
  const pages = [site, `${site}/events`, `${site}/settings`, `${site}/channels`, `${site}/queue`, `${site}/notifications`, activity, pin];
  for (const path of pages) forms.push(...(await formsAt(page, path)));
  forms.push(...(await formsAt(page, "/sites/new")));

  const fields = forms.flatMap((form) => [...new Set(form.typed)].map((name) => ({ form, name })));
  expect(fields.length, "fields found").toBeGreaterThan(40);
  for (const { form, name } of fields) {
    for (const [what, typed] of Object.entries(HOSTILE)) {
      const where = `${name} of ${form.action} with ${what}`;
      const answer = await send(page, form, { [name]: typed });
      const status = answer.status();
      expect([303, 404, 409, 422, 429], where).toContain(status);
      if (status === 303) continue;
      const said = await Answer.of(page, answer);
      expect(said.said.filter((sentence) => sentence.length > 10), where).not.toEqual([]);
      expect(said.hijacked, where).toBe(false);
      if (status === 422 && !SECRET.test(name) && !ONE_OF_SOME.test(name)) {
        expect(said.values.some((value) => holds(value, typed)), `${where}: what was typed`).toBe(true);
      }
    }
  }
  // Whatever was taken is shown as text everywhere.
  for (const path of ["/sites", `${site}/calendar`, `${site}/calendar?view=list`, ...pages]) {
    const shown = await Answer.of(page, await page.request.get(path));
    // The plan was made again meanwhile, perhaps without this activity.
    expect([200, 404], path).toContain(shown.status);
    expect(shown.hijacked, path).toBe(false);
  }
});

/** Fields whose words no page repeats. */
const SECRET = /^(password|app_password|token|service_key)$/;

/** Fields that hold a file, which no page can show again, or one of some words, shown as such. */
const ONE_OF_SOME = /^(file|goal|mail|provider|tone|point_of_view|mode|repeats|channels|social_channels|tools|calendars|weekdays|time_zone|\w+_interval)$/;

const holds = (value: string, typed: string) =>
  value === typed || value.trim() === typed.trim() || value === typed.replace("\0", "\ufffd");

test("no address can be made to break", async ({ page, rosa, demo }) => {
  await rosa.opens(`/sites/${demo.site_id}/calendar`);
  const { site } = rosa;
  const odd = ["%00", "%FF%FE", "..%2F..%2Fetc%2Fpasswd", "%E2%80%AE", "1", "x".repeat(5_000), "'--"];
  for (const word of odd) {
    const missing = [
      `/${word}`,
      `/sites/${word}`,
      `/feeds/${word}`,
      `/feeds/${word}.ics`,
      `/sandbox/${word}`,
      `/sandbox/${word}/media/${word}`,
      `${site}/${word}`,
      `${site}/activities/${word}`,
      `${site}/posts/${word}`,
      `${site}/media/${word}`,
    ];
    for (const path of missing) {
      const answer = await page.request.get(path);
      expect([400, 404], path).toContain(answer.status());
    }
    const harmless = [
      `${site}/calendar?month=${word}&view=${word}&channel=${word}&status=${word}&kind=${word}&q=${word}`,
      `${site}?fact=${word}`,
      `/sign-in?next=${word}`,
      `/sign-in?next=//${word}`,
    ];
    for (const path of harmless) {
      const answer = await page.request.get(path);
      expect([200, 400], path).toContain(answer.status());
    }
  }
  for (const month of ["-9999-01", "9999-12", "0000-00", "2026-13"]) {
    const answer = await page.request.get(`${site}/calendar?month=${month}`);
    expect(answer.status(), month).toBe(200);
  }
});

test("bytes that are no text, and more than is taken, are refused", async ({ page, ada }) => {
  await ada.signsUp("Hearth & Crumb");
  const garbled = await post(page, "/sites/new", Buffer.from("address=http%3A%2F%2F%FF%FE\xff\xfe", "latin1"));
  (await Answer.of(page, garbled)).refuses(422, "bytes that are no text");
  const huge = await post(page, "/sites/new", `address=${"x".repeat(2_000_000)}`);
  expect(huge.status()).toBe(413);
  const odd = await page.request.post("/sites/new", { multipart: { address: "https://x.test" }, maxRedirects: 0 });
  expect(odd.status()).toBe(415);
});

test("a day that has passed is refused", async ({ page, rosa, demo }) => {
  const site = `/sites/${demo.site_id}`;
  const yesterday = later(clock("UTC", new Date()).day, -2);
  await rosa.opensPost("Mastodon", "Draft", site).catch(() => rosa.opensPost("Pinterest", "Draft", site));
  const [time] = (await formsOf(page)).filter(({ action }) => action.endsWith("/time"));
  (await Answer.of(page, await send(page, time!, { day: yesterday }))).refuses(422, "has passed in", yesterday);
  (await Answer.of(page, await send(page, time!, { day: "2026-02-30" }))).refuses(422, "This is not a day.");
  (await Answer.of(page, await send(page, time!, { time: "25:99" }))).refuses(422, "This is not a time.", "25:99");
  await page.getByRole("navigation", { name: "Where you are" }).getByRole("link").last().click();
  const [move] = (await formsOf(page)).filter(({ action }) => action.endsWith("/move"));
  (await Answer.of(page, await send(page, move!, { day: yesterday }))).refuses(422, "has passed.", yesterday);
  await rosa.opens(`${site}/events`);
  const [event] = (await formsOf(page)).filter(({ action }) => action.endsWith("/events"));
  const answer = await send(page, event!, { name: "The oven's birthday", day: yesterday });
  (await Answer.of(page, answer)).refuses(422, "has passed.", "The oven's birthday");
});

test("two clicks at once make one plan", async ({ page, ada }) => {
  await ada.signsUp("Hearth & Crumb");
  await ada.takesSample();
  const [form] = (await formsOf(page)).filter(({ action }) => action.endsWith("/plan"));
  const answers = await Promise.all([send(page, form!), send(page, form!)]);
  expect(answers.map((answer) => answer.status()).sort()).toEqual([303, 409]);
  await page.reload();
  await ada.watchesPlan();
});

test("a session that ended while Rosa wrote loses nothing", async ({ page, rosa, demo, context, expectedErrors }) => {
  expectedErrors.push("status of 401");
  await rosa.opensPost("Pinterest", "Draft", `/sites/${demo.site_id}`);
  const caption = `Kept across a lost session: ${crypto.randomUUID().slice(0, 8)}\n\n"Rye" & <wheat>.`;
  await rosa.caption.fill(caption);
  await page.request.post("/sign-out");
  const [refused] = await Promise.all([
    page.waitForResponse((response) => response.request().method() === "POST"),
    rosa.presses("Save"),
  ]);
  expect(refused.status()).toBe(401);
  await rosa.isAt("Your session has ended");
  const [second] = await Promise.all([
    context.waitForEvent("page"),
    rosa.follows("Sign in in a new tab"),
  ]);
  await rosa.fillsIn(demo.email, demo.password, second);
  await expect(second.getByRole("heading", { level: 1 })).toHaveText("Your sites");
  await second.close();
  await rosa.presses("Send it again");
  await rosa.isTold("Saved");
  await expect(rosa.caption).toHaveValue(caption);
});

test("signing in is slowed down after ten failures", async ({ page, ada }) => {
  await ada.signsUp("Hearth & Crumb");
  const attempt = (password: string) =>
    post(page, "/sign-in", new URLSearchParams({ email: ada.email, password }).toString());
  for (let n = 0; n < 10; n++) {
    (await Answer.of(page, await attempt(`a guess, number ${n}`))).refuses(422, "do not belong together", ada.email);
  }
  (await Answer.of(page, await attempt("another guess"))).refuses(429, "Wait 15 minutes", ada.email);
  (await Answer.of(page, await attempt(ada.password))).refuses(429, "Wait 15 minutes", ada.email);
});

test("a caption over the limit is refused while it is scheduled", async ({ page, rosa, demo }) => {
  await rosa.opensPost("Bluesky", "Draft", `/sites/${demo.site_id}`);
  await rosa.does("Schedule", "1 post is scheduled.");
  const kept = await rosa.caption.inputValue();
  const [text] = (await formsOf(page)).filter(({ action }) => action.endsWith("/text"));
  const caption = "Rye, and more rye. ".repeat(40).trim();
  const answer = await Answer.of(page, await send(page, text!, { caption }));
  answer.refuses(422, /Bluesky takes 300 characters and this caption has \d+\. Cut \d+\./, caption);
  await page.reload();
  await expect(rosa.caption).toHaveValue(kept);
  await expect(rosa.standing()).toHaveText("Scheduled");
  await rosa.does("Unschedule", "It is a draft again.");
});

async function formsAt(page: Page, path: string): Promise<Form[]> {
  await page.goto(path);
  return formsOf(page);
}

async function pathOf(ada: Marketer, query: string): Promise<string> {
  await (await ada.finds(query)).first().click();
  return new URL(ada.page.url()).pathname;
}
