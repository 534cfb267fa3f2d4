import { defineConfig, devices } from "@playwright/test";

/** The distribution's browser; nothing is downloaded. */
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** As root, and without calls to the outside. */
const args = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

const chrome = { ...devices["Desktop Chrome"], launchOptions: { executablePath, args } };

/**
 * Every test runs twice, with script and without. A file that ends in
 * `.script.spec.ts` or `.noscript.spec.ts` runs in that one project only.
 */
export default defineConfig({
  testDir: "tests",
  outputDir: "results",
  workers: 2,
  fullyParallel: true,
  retries: 0,
  timeout: 60_000,
  forbidOnly: !process.stdout.isTTY,
  reporter: process.stdout.isTTY ? "list" : "dot",
  use: { trace: "retain-on-failure", screenshot: "only-on-failure" },
  projects: [
    { name: "script", testIgnore: "**/*.noscript.spec.ts", use: chrome },
    {
      name: "noscript",
      testIgnore: "**/*.script.spec.ts",
      use: { ...chrome, javaScriptEnabled: false },
    },
  ],
});
