import { Almanac, type Demo } from "../almanac.js";
import { expect, test as base } from "../fixtures.js";

/** Another Almanac, which is the Post for Me of the first, and the key of its site. */
type Service = { almanac: Almanac; demo: Demo };

const test = base.extend<object, { service: Service }>({
  service: [
    async ({}, use) => {
      const almanac = await Almanac.start();
      await use({ almanac, demo: almanac.demo() });
      await almanac.remove();
    },
    { scope: "worker" },
  ],
});

test("a post goes out through an account at Post for Me, and is seen where it stands", async ({
  page, browser, rosa, demo, service, axe, expectedErrors,
}) => {
  test.setTimeout(120_000);
  expectedErrors.push("status of 422");
  const site = `/sites/${demo.site_id}`;
  await rosa.opens(`${site}/channels`);
  const row = page.getByRole("listitem").filter({ hasText: "Threads" });
  const asks = async (key: string, button: string) => {
    await row.locator("summary").first().click();
    await row.getByRole("radio", { name: "An account at Post for Me" }).check();
    await row.getByLabel("Key", { exact: true }).fill(key);
    const server = row.getByLabel("Server of the key", { exact: true });
    if (!(await server.isVisible())) await row.locator("summary", { hasText: "Another server" }).click();
    await server.fill(service.almanac.url);
    await rosa.presses(button, row);
  };
  await asks("pfm_live_none", "Test first");
  await expect(row).toContainText("Post for Me does not know this key.");
  await axe();
  await rosa.opens(`${site}/channels`);
  await asks(service.demo.api_key, "Connect Threads");
  await rosa.isTold(/^Threads is connected as .+, through Post for Me\.$/);
  await expect(row).toContainText(", through Post for Me");
  await rosa.presses("Test Threads");
  await expect(row).toContainText(/Tested just now, works\. Post for Me holds .+ as connected\./);

  await rosa.opensPost("Threads", "Draft", site);
  const words = `From one Almanac through another: ${crypto.randomUUID().slice(0, 8)}`;
  await rosa.writes(words);
  await rosa.does("Publish now", "It goes out now.");
  await rosa.waitsUntil("Published", 60_000);
  const link = await page.getByRole("link", { name: "See it on Threads" }).getAttribute("href");
  expect(link).toContain(`${service.almanac.url}/sandbox/`);
  // Whose cookies are others: a browser keeps those of a host whatever its port.
  const elsewhere = await browser.newPage();
  await elsewhere.goto(link!);
  await expect(elsewhere.getByRole("main")).toContainText(words);
  await elsewhere.close();

  const asked = { headers: { authorization: `Bearer ${service.demo.api_key}` } };
  const posts = await fetch(`${service.almanac.url}/v1/social-posts`, asked);
  const { data } = (await posts.json()) as { data: { caption: string; status: string }[] };
  expect(data.filter(({ caption }) => caption === words)).toMatchObject([{ status: "processed" }]);
  await rosa.rehearses("Threads", site);
});
