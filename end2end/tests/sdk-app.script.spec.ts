import { expect, test } from "../fixtures.js";
import { wixAsApp } from "../wix.js";

test("the vendor's SDK comes in as an app made on the page, and asks its own modules", async ({
  page,
  rosa,
  demo,
  almanac,
  axe,
}) => {
  const keys = `/sites/${demo.site_id}/keys`;
  await rosa.opens(keys);
  await rosa.fills({ "What is the app called?": "The vendor's SDK" });
  await rosa.presses("Make an app");
  await axe();
  const shown = (name: string) =>
    page.getByRole("status").locator("dt", { hasText: name }).locator("xpath=following-sibling::dd[1]").innerText();
  const app = {
    appId: await shown("Client id"),
    appSecret: await shown("Client secret"),
    instanceId: await shown("Instance id"),
  };

  await wixAsApp(almanac.url, app, async (client) => {
    const { urls } = await client.site.listPublishedSiteUrls();
    expect(urls).toEqual([expect.objectContaining({ urlType: "PREMIUM", primary: true })]);
    expect(urls?.[0]?.url).toMatch(/^https?:/);
    const free = await client.site.listPublishedSiteUrls({ filters: { urlType: "FREE", primary: true } });
    expect(free.urls).toEqual([]);

    const { properties, version } = await client.siteProperties.getSiteProperties();
    expect(properties).toMatchObject({ language: "en", timeZone: "Europe/Lisbon", locale: { country: "PT" } });
    expect(Number(version)).toBeGreaterThan(0);
    const some = await client.siteProperties.getSiteProperties({ fields: ["timeZone", "locale"] });
    expect(Object.keys(some.properties!).sort()).toEqual(["locale", "timeZone"]);

    const { status, marketingActivities } = await client.plan({});
    expect(status).toBe("ACTIVE");
    expect(marketingActivities.length).toBeGreaterThan(3);
  });

  await wixAsApp(almanac.url, { ...app, appSecret: "als_0" }, async (client) => {
    await expect(client.plan({})).rejects.toThrow(/401/);
  });
  await rosa.opens(keys);
  await rosa.presses("Revoke The vendor's SDK");
  await rosa.isTold("Revoked");
  await wixAsApp(almanac.url, app, async (client) => {
    await expect(client.plan({})).rejects.toThrow(/401/);
  });
});
