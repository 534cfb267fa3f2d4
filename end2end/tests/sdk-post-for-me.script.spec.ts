import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import PostForMe from "post-for-me";
import { Almanac } from "../almanac.js";
import { expect, test as base } from "../fixtures.js";

/** Green, 40 by 30 pixels. */
const PICTURE =
  "iVBORw0KGgoAAAANSUhEUgAAACgAAAAeCAIAAADRv8uKAAAAK0lEQVR42u3NMQ0AAAgDsElBClKRigw4mvRvavpExGKxWCwWi8VisVj8N146wbA9n9W5sQAAAABJRU5ErkJggg==";

/** How long a post may take to go out on a busy machine. */
const PUBLISHED_MS = 60_000;
const PYTHON = fileURLToPath(new URL("../.venv/bin/python", import.meta.url));
const STORY = fileURLToPath(new URL("../post-for-me.py", import.meta.url));

/** The flows publish at the sample site, so they have a server of their own. */
const test = base.extend<object, { almanac: Almanac }>({
  almanac: [
    async ({}, use) => {
      const almanac = await Almanac.start({
        ALMANAC_POST_FOR_ME_REQUESTS_PER_SECOND: "0",
        ALMANAC_POST_FOR_ME_REQUESTS_PER_MINUTE: "0",
      });
      await use(almanac);
      await almanac.remove();
    },
    { scope: "worker" },
  ],
});

test.describe.configure({ mode: "serial", timeout: 120_000 });

test("the vendor's SDK for JavaScript makes, finds, changes, publishes and deletes posts", async ({ almanac, demo, rosa, page }) => {
  const client = new PostForMe({ baseURL: almanac.url, apiKey: demo.api_key });
  const { data: accounts } = await client.socialAccounts.list({ platform: ["bluesky", "instagram"] });
  const account = (platform: string) => accounts.find((one) => one.platform === platform)!.id;
  const social_accounts = [account("bluesky")];

  const draft = await client.socialPosts.create({ caption: "Fresh bread.", social_accounts, isDraft: true, external_id: "loaf" });
  expect(draft).toMatchObject({ status: "draft", external_id: "loaf", caption: "Fresh bread." });
  const scheduled = await client.socialPosts.update(draft.id, {
    caption: "Fresher bread.",
    social_accounts,
    scheduled_at: new Date(Date.now() + 7_200_000).toISOString(),
  });
  expect(scheduled).toMatchObject({ id: draft.id, status: "scheduled", external_id: null, created_at: draft.created_at });
  const found = await client.socialPosts.list({ status: ["draft", "scheduled"], limit: 10, offset: 0 });
  expect(found.data.map(({ id }) => id)).toEqual([draft.id]);
  expect(found.meta).toEqual({ total: 1, offset: 0, limit: 10, next: null });

  // A person sees it, too.
  await rosa.opens(`/sites/${demo.site_id}/queue`);
  await expect(page.getByRole("main")).toContainText("Fresher bread.");

  const { upload_url, media_url } = await client.media.createUploadURL();
  const body = Buffer.from(PICTURE, "base64");
  const sent = await fetch(upload_url, { method: "PUT", body, headers: { "content-type": "image/png" } });
  expect(sent.status).toBe(200);
  const instant = await client.socialPosts.create({
    caption: "Out of the oven.",
    social_accounts: [account("bluesky"), account("instagram")],
    media: [{ url: media_url }],
  });
  expect(instant.status).toBe("processing");
  await expect
    .poll(async () => (await client.socialPosts.retrieve(instant.id)).status, { timeout: PUBLISHED_MS })
    .toBe("processed");
  const { data: results } = await client.socialPostResults.list({ post_id: [instant.id] });
  expect(results.map(({ success, error }) => ({ success, error }))).toEqual(Array(2).fill({ success: true, error: null }));
  expect(await client.socialPostResults.retrieve(results[0]!.id)).toEqual(results[0]);

  expect(await client.socialPosts.delete(scheduled.id)).toEqual({ success: true });
  await expect(client.socialPosts.retrieve(scheduled.id)).rejects.toMatchObject({ status: 404 });
  await expect(client.socialPosts.delete(instant.id)).rejects.toMatchObject({ status: 400 });
  await expect(client.socialPosts.create({ caption: "", social_accounts })).rejects.toMatchObject({
    status: 400,
    error: { errors: ["caption is required"] },
  });
});

test("the vendor's SDK for JavaScript reads accounts, previews and webhooks", async ({ almanac, demo }) => {
  const client = new PostForMe({ baseURL: almanac.url, apiKey: demo.api_key });
  const { data: accounts } = await client.socialAccounts.list();
  const [account] = accounts;
  expect(await client.socialAccounts.retrieve(account!.id)).toMatchObject({ id: account!.id, status: "connected", access_token: "" });
  const named = await client.socialAccounts.update(account!.id, { external_id: "7" });
  expect(named.external_id).toBe("7");
  const auth = await client.socialAccounts.createAuthURL({ platform: "instagram" });
  expect(auth).toEqual({ url: `${almanac.url}/sites/${demo.site_id}/channels`, platform: "instagram" });
  const preview = { id: "a", platform: "x" };
  const previews = await client.socialPostPreviews.create({ caption: "Bread.", preview_social_accounts: [preview] });
  expect(previews).toMatchObject([{ platform: "x", caption: "Bread." }]);
  const webhook = await client.webhooks.create({ url: "https://bakery.example/hook", event_types: ["social.post.created"] });
  expect(webhook.secret).toMatch(/^whsec_/);
  const changed = await client.webhooks.update(webhook.id, { event_types: ["social.post.deleted"] });
  expect(changed.event_types).toEqual(["social.post.created", "social.post.deleted"]);
  expect((await client.webhooks.list()).data).toHaveLength(1);
  expect(await client.webhooks.delete(webhook.id)).toEqual({ success: true });
  const stranger = new PostForMe({ baseURL: almanac.url, apiKey: "pfm_live_none" });
  await expect(stranger.socialPosts.list()).rejects.toMatchObject({ status: 401 });
});

test("the vendor's SDK for Python does the same", async ({ almanac, demo }) => {
  const env = { POST_FOR_ME_BASE_URL: almanac.url, POST_FOR_ME_API_KEY: demo.api_key };
  const { stdout } = await promisify(execFile)(PYTHON, [STORY], { env });
  expect(JSON.parse(stdout)).toEqual({
    draft: "draft",
    scheduled: "scheduled",
    same: true,
    found: 0,
    sent: 200,
    instant: "processing",
    results: [true, true],
    gone: true,
    refusals: { deleted: 404, "too late": 400 },
    secret: "whsec_",
  });
});
