import { Validator } from "@seriousme/openapi-schema-validator";
import { expect, test } from "../fixtures.js";

test("the description of the API is valid OpenAPI 3.1", async ({ page, goto }) => {
  await goto("/api-reference");
  const link = page.getByRole("link", { name: "As an OpenAPI document" });
  const answer = await page.request.get((await link.getAttribute("href"))!);
  expect(answer.headers()["content-type"]).toBe("application/json");
  const validator = new Validator();
  const { valid, errors } = await validator.validate((await answer.json()) as Record<string, unknown>);
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe("3.1");
});
