import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test, vi } from "vitest";
import { LinqInputError } from "../errors.js";
import { deferred } from "./deferred.test-helper.js";
import { LinqWebhookError } from "./error.js";
import { createFetchReceiver } from "./fetch-receiver.js";
import { createWebhookInbox } from "./inbox.js";
import { createNodeReceiver } from "./node-receiver.js";
import type { ReceiverOptions } from "./receiver.js";
import { secret, signWebhook as sign } from "./signing.test-helper.js";

const body = '{"event_type":"example.event","event_id":"1"}';
const event = { event_type: "unknown", event_id: "1", body: { event_type: "example.event", event_id: "1" } };
const failure = new Error("the work failed");
const nothing = () => {};
const fail = () => {
  throw failure;
};

type Deliver = (init?: RequestInit) => Promise<Response>;
const servers: Server[] = [];

async function overHttp(options: ReceiverOptions): Promise<Deliver> {
  const server = createServer(createNodeReceiver(options));
  servers.push(server);
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (init) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, post(init));
}

async function byFetch(options: ReceiverOptions): Promise<Deliver> {
  const receive = createFetchReceiver(options);
  return (init) => receive(new Request("http://localhost", post(init)));
}

function post(init: RequestInit = {}): RequestInit {
  return { method: "POST", body, headers: sign(body), duplex: "half", ...init } as RequestInit;
}

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
  vi.restoreAllMocks();
});

describe.each([
  ["Node's http", overHttp],
  ["fetch", byFetch],
])("a receiver for %s", (_, start) => {
  const errors: unknown[] = [];
  const options = (more: Partial<ReceiverOptions> = {}): ReceiverOptions => {
    errors.length = 0;
    return { secret, onEvent: nothing, onError: (error) => errors.push(error), ...more };
  };

  test("responds with 204 and no body once the work on the event is done", async () => {
    const onEvent = vi.fn(async () => new Promise(setImmediate));
    const deliver = await start(options({ onEvent }));
    const response = await deliver();
    expect([response.status, await response.text()]).toEqual([204, ""]);
    expect(onEvent.mock.calls).toEqual([[event]]);
    expect(errors).toEqual([]);
  });

  test("responds with 204 to a duplicate whose work is done, and does not repeat the work", async () => {
    const onEvent = vi.fn();
    const deliver = await start(options({ onEvent }));
    expect([(await deliver()).status, (await deliver()).status]).toEqual([204, 204]);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test.each<[string, () => unknown]>([
    ["throws", fail],
    ["rejects", async () => fail()],
  ])("responds with 500 if the work %s, and does it on the redelivery", async (_, broken) => {
    const onEvent = vi.fn().mockImplementationOnce(broken);
    const deliver = await start(options({ onEvent }));
    const response = await deliver();
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(errors).toEqual([failure]);
    expect((await deliver()).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(2);
  });

  test("responds in time with 500 to each delivery while the work hangs, until it is done", async () => {
    const work = deferred();
    const inbox = createWebhookInbox();
    const onEvent = () => work.promise;
    const impatient = await start(options({ inbox, onEvent, timeout: 20 }));
    const patient = await start(options({ inbox, onEvent }));
    expect((await impatient()).status).toBe(500);
    expect((await patient()).status).toBe(500);
    expect(errors).toMatchObject([
      {
        reason: "not-in-time",
        message:
          "The delivery was not handled within 0.02 s, so the response was 500, and Linq will deliver it again. " +
          "The work continues. If it takes longer than that, store the event and process it later.",
      },
      { reason: "in-progress" },
    ]);
    work.resolve();
    expect((await patient()).status).toBe(204);
  });

  test("reports work that fails after the response, and does it on the redelivery", async () => {
    const work = deferred();
    const inbox = createWebhookInbox();
    const impatient = await start(options({ inbox, onEvent: () => work.promise, timeout: 20 }));
    const patient = await start(options({ inbox }));
    expect((await impatient()).status).toBe(500);
    work.reject(failure);
    await vi.waitFor(() => expect(errors).toMatchObject([{ reason: "not-in-time" }, failure]));
    expect((await patient()).status).toBe(204);
  });

  test.each<[number, string, RequestInit]>([
    [400, "a forged delivery", { body: `${body} ` }],
    [400, "a delivery without a signature", { headers: {} }],
    [400, "a delivery without a body", { body: null }],
    [400, "a body over 1 MiB", { body: "x".repeat(2 ** 20 + 1) }],
    [400, "a body that is not UTF-8", { body: new Uint8Array([0xff]) }],
    [500, "an authentic event that breaks the contract", { body: "{}", headers: sign("{}") }],
    [500, "an authentic delivery that is too old", { headers: sign(body, { timestamp: 1 }) }],
    [500, "an authentic body that is not JSON", { body: "no", headers: sign("no") }],
    [405, "another method", { method: "PUT" }],
  ])("responds with %d to %s, and does no work", async (status, _, delivery) => {
    const deliver = await start(options({ onEvent: fail }));
    const response = await deliver(delivery);
    expect([response.status, await response.text()]).toEqual([status, ""]);
    expect(response.headers.get("allow")).toBe(status === 405 ? "POST" : null);
    expect((await deliver({ body: "{}" })).status).toBe(400);
  });

  test("refuses a body of 16 MiB without a content-length", async () => {
    let chunks = 256;
    const large = new ReadableStream({
      pull: (controller) => (chunks-- > 0 ? controller.enqueue(new Uint8Array(2 ** 16)) : controller.close()),
    });
    const deliver = await start(options());
    expect((await deliver({ body: large })).status).toBe(400);
    expect(errors).toMatchObject([{ reason: "too-large" }]);
  });

  test("responds in time if the body never arrives", async () => {
    const stalled = new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) });
    const deliver = await start(options({ timeout: 20 }));
    expect((await deliver({ body: stalled })).status).toBe(500);
    expect(errors).toMatchObject([{ reason: "not-in-time" }]);
  });

  test("responds with 500 while the store is down, and does the work when it is back", async () => {
    const down = new Error("the store is down");
    const { handle } = createWebhookInbox();
    const inbox = { handle: vi.fn(handle).mockRejectedValueOnce(down) };
    const onEvent = vi.fn();
    const deliver = await start(options({ inbox, onEvent }));
    expect((await deliver()).status).toBe(500);
    expect(errors).toEqual([down]);
    expect((await deliver()).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("responds in time with 500 while the store hangs", async () => {
    const inbox = createWebhookInbox({
      store: { claim: () => new Promise(() => {}), commit: nothing, release: nothing },
    });
    const deliver = await start(options({ inbox, timeout: 20 }));
    expect((await deliver()).status).toBe(500);
  });

  test.each([
    ["ahead", 3_600_000],
    ["back", -3_600_000],
  ])("responds with 500 while its clock is off (%s), and does the work once it is right", async (_, jump) => {
    const onEvent = vi.fn();
    const deliver = await start(options({ onEvent }));
    const headers = sign(body);
    const now = vi.spyOn(Date, "now").mockReturnValue(Date.now() + jump);
    expect((await deliver({ headers })).status).toBe(500);
    expect(errors).toMatchObject([{ reason: jump > 0 ? "too-old" : "too-new" }]);
    now.mockRestore();
    expect((await deliver()).status).toBe(204);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("does the work for one of two concurrent deliveries, and does not acknowledge the other", async () => {
    const work = deferred();
    const onEvent = vi.fn(() => work.promise);
    const deliver = await start(options({ onEvent }));
    const deliveries = [deliver(), deliver()];
    expect((await Promise.race(deliveries)).status).toBe(500);
    work.resolve();
    const statuses = (await Promise.all(deliveries)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([204, 500]);
    expect(onEvent).toHaveBeenCalledTimes(1);
  });

  test("without onError, prints a refused delivery as one line, because anyone can send one", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    const deliver = await start({ secret, onEvent: nothing });
    expect((await deliver({ headers: { ...sign(body), "webhook-signature": "v1,none" } })).status).toBe(400);
    expect(print.mock.calls).toEqual([[expect.stringMatching(/^LinqWebhookError: No v1 signature matches\. .*\.$/)]]);
  });

  test("without onError, prints the error of failed work with its stack", async () => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    const deliver = await start({ secret, onEvent: fail });
    expect((await deliver()).status).toBe(500);
    expect(print.mock.calls).toEqual([[failure]]);
  });

  test.each<[string, (problem: Error) => unknown]>([
    [
      "throws",
      (problem) => {
        throw problem;
      },
    ],
    ["rejects", (problem) => Promise.reject(problem)],
  ])("responds even if onError %s", async (_, act) => {
    const print = vi.spyOn(console, "error").mockReturnValue();
    const problem = new Error("no room for logs");
    const deliver = await start(options({ onEvent: fail, onError: () => act(problem) }));
    expect((await deliver()).status).toBe(500);
    expect(print.mock.calls).toEqual([[problem]]);
  });
});

describe.each([
  ["createNodeReceiver", createNodeReceiver],
  ["createFetchReceiver", createFetchReceiver],
])("%s does not start", (_, create) => {
  const good = { secret, onEvent: nothing };
  const noSecret =
    "The webhook secret cannot be used: it is missing. Pass the whsec_… string that Linq gave you for the subscription, for instance from an environment variable.";
  test.each<[string, object, Error]>([
    ["without a secret", { ...good, secret: undefined }, new LinqWebhookError("malformed-secret", noSecret)],
    ["with an empty secret", { ...good, secret: "" }, new LinqWebhookError("malformed-secret", noSecret)],
    [
      "with a list of missing secrets",
      { ...good, secret: [undefined, ""] },
      new LinqWebhookError("malformed-secret", noSecret),
    ],
    [
      "with an invalid tolerance",
      { ...good, tolerance: -1 },
      new LinqInputError("tolerance must be a number of milliseconds, 0 or more"),
    ],
    ["without onEvent", { secret }, new LinqInputError("onEvent must be a function: your work on each event")],
    ["with an invalid onError", { ...good, onError: "log" }, new LinqInputError("onError must be a function")],
    ...[null, createWebhookInbox].map((inbox): [string, object, Error] => [
      `with an inbox of type ${typeof inbox}`,
      { ...good, inbox },
      new LinqInputError("inbox must have the function handle, like the inbox that createWebhookInbox() returns"),
    ]),
    [
      "with an invalid timeout",
      { ...good, timeout: 0 },
      new LinqInputError("timeout must be more than 0 and at most 2147483647 milliseconds"),
    ],
    [
      "with an option that is misspelt",
      { ...good, tolerence: 5 },
      new LinqInputError("tolerence is not an option of a receiver; did you mean tolerance?"),
    ],
  ])("a receiver does not start %s", (_, options, error) => {
    expect(() => create(options as ReceiverOptions)).toThrow(error);
  });
});

test("if the work hangs, a receiver responds after 8 s by default, before Linq hangs up after 10 s", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  try {
    const receive = createFetchReceiver({ secret, onEvent: () => new Promise(() => {}), onError: nothing });
    let status: number | undefined;
    const answer = receive(new Request("http://localhost", post())).then((response) => {
      status = response.status;
    });
    vi.advanceTimersByTime(7_999);
    await new Promise(setImmediate);
    expect(status).toBeUndefined();
    vi.advanceTimersByTime(1);
    await answer;
    expect(status).toBe(500);
  } finally {
    vi.useRealTimers();
  }
});
