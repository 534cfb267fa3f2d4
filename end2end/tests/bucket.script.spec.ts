import { Almanac } from "../almanac.js";
import { Bucket } from "../bucket.js";
import { broken, expect, test as base } from "../fixtures.js";

/** A server that keeps its pictures in a bucket. */
const test = base.extend<object, { bucket: Bucket; almanac: Almanac }>({
  bucket: [
    async ({}, use) => {
      const bucket = await Bucket.open();
      await use(bucket);
      await bucket.close();
    },
    { scope: "worker" },
  ],
  almanac: [
    async ({ bucket }, use) => {
      const almanac = await Almanac.start({ ALMANAC_MEDIA_BUCKET: bucket.address() });
      await use(almanac);
      await almanac.remove();
    },
    { scope: "worker" },
  ],
});

test("pictures are kept in a bucket and shown from it", async ({ page, rosa, demo, bucket, almanac }) => {
  const kept = await bucket.holds();
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.filter((name) => !name.startsWith("of/ours/"))).toEqual([]);
  expect(almanac.command("doctor")).toMatch(/pictures +can be written, read and deleted/);

  await rosa.opensPost("Instagram", "Draft", `/sites/${demo.site_id}`);
  const picture = page.getByRole("figure").getByRole("img").first();
  expect(await broken(picture)).toEqual([]);
  const before = await picture.getAttribute("src");
  await rosa.does("New picture", "A new picture.");
  await expect(picture).not.toHaveAttribute("src", before ?? "");
  expect(await broken(picture)).toEqual([]);
});

test("the doctor says that a bucket does not let Almanac in, and shows no secret", async ({ bucket }) => {
  const almanac = await Almanac.start({ ALMANAC_MEDIA_BUCKET: bucket.address("nobody") });
  try {
    const told = almanac.refused("doctor");
    expect(told).toMatch(/pictures .*the folder or bucket that pictures are kept in cannot be used/);
    expect(told).not.toContain(":S3RVER@");
  } finally {
    await almanac.remove();
  }
});
