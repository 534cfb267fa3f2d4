import { expect, test } from "../fixtures.js";
import { makesApp, wixAsApp } from "../wix.js";

test("the vendor's SDK comes in as an app made on the page, and asks its own modules", async ({
  rosa,
  demo,
  almanac,
  axe,
}) => {
  const site = `/sites/${demo.site_id}`;
  const app = await makesApp(rosa, site, "The vendor's SDK");
  await axe();

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
  await rosa.opens(`${site}/keys`);
  await rosa.presses("Revoke The vendor's SDK");
  await rosa.isTold("Revoked");
  await wixAsApp(almanac.url, app, async (client) => {
    await expect(client.plan({})).rejects.toThrow(/401/);
  });
});
