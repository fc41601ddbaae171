import { expect, test, vi } from "vitest";
import { createFetchReceiver } from "./fetch-receiver.js";
import { secret, signWebhook as sign } from "./signing.test-helper.js";

const body = '{"event_type":"example.event","event_id":"1"}';
const errors: unknown[] = [];
const receive = createFetchReceiver({ secret, onEvent() {}, onError: (error) => errors.splice(0, 1, error) });
const delivery = () => new Request("http://localhost", { method: "POST", body, headers: sign(body) });

test("a body that was already read gets 500, and is not treated as empty", async () => {
  const request = delivery();
  await request.text();
  expect((await receive(request)).status).toBe(500);
  expect(errors).toMatchObject([{ reason: "not-raw", message: expect.stringContaining("There is no body.") }]);
});

test("a truncated body is reported, and gets 500", async () => {
  const problem = new Error("connection lost");
  const broken = new ReadableStream({ start: (controller) => controller.error(problem) });
  const init = { method: "POST", body: broken, headers: sign(body), duplex: "half" } as RequestInit;
  expect((await receive(new Request("http://localhost", init))).status).toBe(500);
  expect(errors).toEqual([problem]);
});

test("a body that is too large is not read to the end", async () => {
  const cancel = vi.fn();
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(new Uint8Array(2 ** 20)),
    cancel,
  });
  const init = { method: "POST", body: stream, headers: sign(body), duplex: "half" } as RequestInit;
  expect((await receive(new Request("http://localhost", init))).status).toBe(400);
  expect(cancel).toHaveBeenCalledTimes(1);
});
