import { expect, test } from "vitest";
import { LinqInputError } from "../errors.js";
import { LinqWebhookError } from "./error.js";
import { signWebhook } from "./sign.js";
import { secret, signWebhook as signedByNode } from "./signing.test-helper.js";
import { unwrapWebhook } from "./unwrap.js";

const event = { event_type: "example.event", event_id: "1", note: "é" };

test("signWebhook signs like Node's own HMAC, and returns every header that Linq sends", () => {
  const at = new Date("2026-01-02T03:04:07.999Z");
  expect(signWebhook(event, { secret, id: "evt_7", at })).toEqual({
    headers: {
      "content-type": "application/json",
      ...signedByNode(JSON.stringify(event), { id: "evt_7", timestamp: 1_767_323_047 }),
    },
    body: JSON.stringify(event),
  });
});

test("signWebhook uses the current time and the event's id by default", () => {
  const { headers, body } = signWebhook(event, { secret });
  expect(headers["webhook-id"]).toBe("evt_1");
  expect(unwrapWebhook(body, headers, { secret, tolerance: 60_000 })).toMatchObject({ body: event });
});

test("signWebhook accepts a secret without its prefix", () => {
  const at = new Date();
  expect(signWebhook(event, { secret: secret.slice("whsec_".length), at })).toEqual(signWebhook(event, { secret, at }));
});

test("signWebhook refuses a secret that cannot be used", () => {
  expect(() => signWebhook(event, { secret: "" })).toThrow(LinqWebhookError);
});

test.each([new Date(Number.NaN), 1_767_323_047 as never, null as never])("signWebhook refuses %o as a date", (at) => {
  expect(() => signWebhook(event, { secret, at })).toThrow(new LinqInputError("at must be a valid Date"));
});
