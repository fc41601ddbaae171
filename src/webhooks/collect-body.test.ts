import { expect, test } from "vitest";
import { collectBody } from "./collect-body.js";
import { LinqWebhookError } from "./error.js";

test("collectBody keeps nothing of a body that is too large", async () => {
  const body = collectBody();
  for (let chunks = 0; chunks < 16; chunks++) body.add(new Uint8Array(2 ** 16));
  expect((await body.whole()).byteLength).toBe(2 ** 20);
  for (let chunks = 0; chunks < 3; chunks++) expect(() => body.add(new Uint8Array(1))).toThrow(LinqWebhookError);
  expect((await body.whole()).byteLength).toBe(0);
});
