import { expect, test } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import { signWebhook } from "../webhooks/signing.test-helper.js";
import { createSelfReceiver } from "./self-receiver.js";

const body = JSON.stringify(spec.components.examples.participantRemoved.value);

test("the self-receiver keeps a delivery as it arrived, with only the signature's headers, and acknowledges it", () => {
  const receiver = createSelfReceiver();
  const headers = signWebhook(body, { secret: receiver.secret });
  expect(receiver.take({ ...headers, host: "localhost" }, Buffer.from(body))).toBe(204);
  expect(receiver.received).toEqual([{ at: expect.any(String), headers, body }]);
});

test("the self-receiver refuses a delivery that is signed with another secret, and says why", () => {
  const receiver = createSelfReceiver();
  expect(receiver.take(signWebhook(body), Buffer.from(body))).toBe(400);
  expect(receiver.received).toMatchObject([{ problem: expect.stringMatching(/^No v1 signature matches/) }]);
});

test("the self-receiver refuses a delivery without a signature", () => {
  const receiver = createSelfReceiver();
  expect(receiver.take({ host: "localhost" }, Buffer.from(body))).toBe(400);
  expect(receiver.received).toMatchObject([{ problem: expect.any(String) }]);
});

test("the self-receiver asks for redelivery if a delivery was signed too long ago", () => {
  const receiver = createSelfReceiver();
  const headers = signWebhook(body, { secret: receiver.secret, timestamp: Math.floor(Date.now() / 1000) - 600 });
  expect(receiver.take(headers, Buffer.from(body))).toBe(500);
});

test("the self-receiver has a new secret at each start", () => {
  expect(createSelfReceiver().secret).not.toBe(createSelfReceiver().secret);
});

test("the self-receiver keeps the last 100 deliveries", () => {
  const receiver = createSelfReceiver();
  for (let index = 0; index < 101; index++) receiver.take({ "webhook-id": `${index}` }, Buffer.from(body));
  expect(receiver.received).toHaveLength(100);
  expect(receiver.received[0]).toMatchObject({ headers: { "webhook-id": "1" } });
  receiver.clear();
  expect(receiver.received).toEqual([]);
});
