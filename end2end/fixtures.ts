import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test as base } from "@playwright/test";
import { Almanac, type Demo } from "./almanac.js";
import { Bakery } from "./bakery.js";
import { Bluesky } from "./bluesky.js";
import { Marketer } from "./marketer.js";

/** Fixtures that all tests of one worker share. */
type Shared = {
  /** A running server with a database of its own. */
  almanac: Almanac;
  /** The sample site on that server, laid out on first use. */
  demo: Demo;
  /** A small business's website on this machine. */
  bakery: Bakery;
  /** Bluesky's own server on this machine. */
  bluesky: Bluesky;
};

/** Fixtures of one test. */
type Own = {
  /** Opens a path of the server and waits until its islands are awake. */
  goto: (path: string) => Promise<void>;
  /** Waits until the islands of the page at hand are awake. */
  awake: () => Promise<void>;
  /**
   * Asserts that the page at hand is free of accessibility violations; without
   * script there is nothing to run the check in, and the page is the same.
   */
  axe: () => Promise<void>;
  /** Words in console errors that this test expects, such as "status of 422". */
  expectedErrors: string[];
  /** Ada, of the bakery, who has no account yet. */
  ada: Marketer;
  /** The person of the sample site, signed in. */
  rosa: Marketer;
  /** Fails a test in which the server answered 5xx or broke, whoever asked. */
  sound: void;
};

/** What the server logs when an answer is 5xx, when it panics, or when its store fails. */
const BROKEN = /answered with an error|a part of the program broke|\bERROR\b/;

export const test = base.extend<Own, Shared>({
  almanac: [
    async ({}, use) => {
      const almanac = await Almanac.start();
      await use(almanac);
      await almanac.remove();
    },
    { scope: "worker" },
  ],
  demo: [async ({ almanac }, use) => use(almanac.demo()), { scope: "worker" }],
  bakery: [
    async ({}, use) => {
      const bakery = await Bakery.open();
      await use(bakery);
      await bakery.close();
    },
    { scope: "worker" },
  ],
  bluesky: [
    async ({}, use) => {
      const bluesky = await Bluesky.start();
      await use(bluesky);
      await bluesky.stop();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ almanac }, use) => use(almanac.url),
  expectedErrors: async ({}, use) => use([]),

  /** A page that fails its test when script or the browser complains. */
  page: async ({ page, almanac, expectedErrors }, use, info) => {
    const complaints = listen(page);
    await use(page);
    if (info.status !== info.expectedStatus) {
      await info.attach("almanac.log", { body: almanac.log.join("\n") });
    }
    const surprises = complaints.filter((text) => !expectedErrors.some((word) => text.includes(word)));
    expect([...new Set(surprises)], "errors in the browser").toEqual([]);
  },

  sound: [
    async ({ almanac }, use) => {
      const before = almanac.log.length;
      await use();
      const broken = almanac.log.slice(before).filter((line) => BROKEN.test(line));
      expect(broken, "the server broke").toEqual([]);
    },
    { auto: true },
  ],

  ada: async ({ page, awake }, use) => use(new Marketer(page, "Ada", awake)),
  rosa: async ({ page, awake, demo }, use) => {
    const rosa = new Marketer(page, "Rosa", awake);
    await rosa.signsIn(demo);
    await use(rosa);
  },

  awake: async ({ page, javaScriptEnabled }, use) => {
    await use(async () => {
      if (javaScriptEnabled !== false) await awake(page);
    });
  },
  goto: async ({ page, awake }, use) => {
    await use(async (path) => {
      await page.goto(path);
      await awake();
    });
  },
  axe: async ({ page, javaScriptEnabled }, use) => {
    await use(async () => {
      if (javaScriptEnabled === false) return;
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect.soft(violations.map(sentence), "accessibility").toEqual([]);
    });
  },
});

export { expect };

function listen(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`${error}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`${message.text()} (${message.location().url})`);
  });
  return complaints;
}

/** How long islands may take to wake on a busy machine. */
const AWAKE_MS = 15_000;

/**
 * A click on an island that sleeps does nothing, and nobody would know. A page that goes on
 * to another by itself may have none when it gets there.
 */
async function awake(page: Page): Promise<void> {
  const ready = page.locator("html[data-awake], html:not(:has(leptos-island))");
  await ready.waitFor({ state: "attached", timeout: AWAKE_MS });
}

type Violation = Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"][number];

function sentence({ id, help, nodes }: Violation): string {
  return `${id}: ${help} (${nodes.map((node) => node.target.join(" ")).join(", ")})`;
}

/** The addresses of those pictures that the browser could not show. */
export async function broken(pictures: Locator): Promise<string[]> {
  const addresses: string[] = [];
  for (const picture of await pictures.all()) {
    await picture.scrollIntoViewIfNeeded();
    const address = (await picture.getAttribute("src")) ?? "";
    const answer = await picture.page().request.get(address);
    const type = answer.headers()["content-type"] ?? "";
    if (!answer.ok() || !type.startsWith("image/")) addresses.push(address);
  }
  return addresses;
}
