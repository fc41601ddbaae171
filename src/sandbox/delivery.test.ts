import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ParticipantRemovedEvent } from "../webhooks/events.js";
import { secret, signWebhook } from "../webhooks/signing.test-helper.js";
import { createReceiver, type Delivery, deliver } from "./delivery.js";
import { newPendingWork, type PendingWork } from "./pending-work.js";

const pauses: number[] = [];
let pending: PendingWork;

beforeEach(() => {
  pauses.length = 0;
  pending = {
    ...newPendingWork(),
    pause: async (ms) => {
      pauses.push(ms);
    },
  };
});

const event = { event_type: "participant.removed", event_id: "1", data: { handle: "é", chat_id: "c" } };
/** The type of a TLS record with which every connection begins (RFC 8446, 5.1). */
const TLS_HANDSHAKE = 22;
const ends: (() => void)[] = [];

afterEach(() => {
  vi.useRealTimers();
  for (const end of ends.splice(0)) end();
});

function newDelivery(): Delivery {
  return { id: "evt_1", event: event as unknown as ParticipantRemovedEvent, attempts: [], state: "pending" };
}

type Handler = (response: ServerResponse, request: IncomingMessage) => void;
const status =
  (code: number): Handler =>
  (response) =>
    response.writeHead(code).end();

const switching: Handler = (response) => response.writeHead(101, { connection: "upgrade", upgrade: "x" }).end();

/** A receiver that passes each delivery to the next handler, and all further ones to the last handler. */
async function startReceiver(...handlers: Handler[]) {
  const received: {
    body: string;
    method: string | undefined;
    url: string | undefined;
    headers: IncomingMessage["headers"];
  }[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const { headers, method, url } = request;
    received.push({ body, headers, method, url });
    const handler = handlers.length > 1 ? handlers.shift() : handlers[0];
    handler?.(response, request);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(() => {
    server.close();
    server.closeAllConnections();
  });
  const log: string[] = [];
  const receiver = createReceiver({
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks?a=b`),
    key: new Webhook(secret),
    redeliverAfter: [1, 2, 3],
    onLog: (line) => log.push(line),
  });
  return { receiver, received, log };
}

test("a delivery is a signed POST with exactly what the contract describes", async () => {
  const { receiver, received } = await startReceiver(status(200));
  await deliver(newDelivery(), receiver, pending);
  const { headers, body, ...request } = received[0] as (typeof received)[number];
  expect(request).toMatchObject({ method: "POST", url: "/hooks?a=b" });
  expect(body).toBe(JSON.stringify(event));
  const timestamp = `${headers["webhook-timestamp"]}`;
  expect(headers).toEqual({
    host: receiver.url.host,
    connection: "close",
    "content-type": "application/json",
    "content-length": `${Buffer.byteLength(body)}`,
    ...signWebhook(body, { id: "evt_1", timestamp }),
  });
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(5);
});

describe("redelivery", () => {
  const again = [0, 1, 2, 3];
  test.each<[string, Handler[], Delivery["attempts"], Delivery["state"], number[]]>([
    ["200", [status(200)], [200], "delivered", [0]],
    ["299", [status(299)], [299], "delivered", [0]],
    [
      "500 three times, then 204",
      [status(500), status(500), status(500), status(204)],
      [500, 500, 500, 204],
      "delivered",
      again,
    ],
    ["599, then 202", [status(599), status(202)], [599, 202], "delivered", [0, 1]],
    ["429, then 200", [status(429), status(200)], [429, 200], "delivered", [0, 1]],
    ["101, then 200", [switching, status(200)], ["switched to another protocol", 200], "delivered", [0, 1]],
    ["503 every time", [status(503)], [503, 503, 503, 503], "given-up", again],
    ["300", [status(300)], [300], "given-up", [0]],
    ["400", [status(400)], [400], "given-up", [0]],
    ["499", [status(499)], [499], "given-up", [0]],
    ["428", [status(428)], [428], "given-up", [0]],
    ["500, then 410", [status(500), status(410)], [500, 410], "given-up", [0, 1]],
    [
      "a reset connection, then 200",
      [(response) => response.destroy(), status(200)],
      ["ECONNRESET", 200],
      "delivered",
      [0, 1],
    ],
    [
      "a truncated response, then 200",
      [
        (response) => response.writeHead(200, { "content-length": "9" }).write("half", () => response.destroy()),
        status(200),
      ],
      ["ECONNRESET", 200],
      "delivered",
      [0, 1],
    ],
    [
      "a response that is not HTTP, then 200",
      [(response) => response.socket?.end("hello\r\n\r\n"), status(200)],
      ["HPE_INVALID_CONSTANT", 200],
      "delivered",
      [0, 1],
    ],
  ])("redelivery depends on the response: %s", async (_, handlers, attempts, state, paused) => {
    const { receiver, received } = await startReceiver(...handlers);
    const delivery = newDelivery();
    await deliver(delivery, receiver, pending);
    expect(delivery).toMatchObject({ attempts, state });
    expect(pauses).toEqual(paused);
    expect(received).toHaveLength(attempts.length);
  });

  test("a delivery follows no redirect", async () => {
    const { receiver: elsewhere, received } = await startReceiver(status(200));
    const { receiver } = await startReceiver((response) =>
      response.writeHead(307, { location: elsewhere.url.href }).end(),
    );
    const delivery = newDelivery();
    await deliver(delivery, receiver, pending);
    expect(delivery).toMatchObject({ attempts: [307], state: "given-up" });
    expect(received).toEqual([]);
  });

  test("a delivery to a receiver that is not listening is repeated", async () => {
    const { receiver } = await startReceiver(status(200));
    ends.splice(0).map((end) => end());
    const delivery = newDelivery();
    await deliver(delivery, receiver, pending);
    expect(delivery).toMatchObject({ attempts: Array(4).fill("ECONNREFUSED"), state: "given-up" });
  });
});

test("an https receiver is reached over TLS", async () => {
  const server = createTcpServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  ends.push(() => server.close());
  const [{ receiver }, spoken] = [
    await startReceiver(status(200)),
    once(server, "connection").then(async ([socket]) => {
      const [bytes] = await once(socket, "data");
      socket.destroy();
      return bytes[0];
    }),
  ];
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const delivery = newDelivery();
  await deliver(delivery, createReceiver({ ...receiver, url, redeliverAfter: [] }), pending);
  expect(await spoken).toBe(TLS_HANDSHAKE);
  expect(delivery).toMatchObject({ attempts: ["ECONNRESET"], state: "given-up" });
});

test("at most 10 attempts run at the same time", async () => {
  const waiting: ServerResponse[] = [];
  const { receiver, received } = await startReceiver((response, { method }) => {
    if (method === "GET") response.end();
    else waiting.push(response);
  });
  const deliveries = Promise.all(Array.from({ length: 12 }, () => deliver(newDelivery(), receiver, newPendingWork())));
  await vi.waitFor(() => expect(waiting).toHaveLength(10), { timeout: 4_000 });
  // Connections are accepted in order, so any of the others would have arrived before this one.
  await fetch(receiver.url);
  expect(waiting.splice(0).map((response) => response.end())).toHaveLength(10);
  await vi.waitFor(() => expect(waiting.map((response) => response.end())).toHaveLength(2), { timeout: 4_000 });
  await deliveries;
  expect(received).toHaveLength(13);
});

test("every attempt has the same id and body, and its own timestamp and signature", async () => {
  vi.useFakeTimers({ now: 1_767_323_047_999, toFake: ["Date"] });
  const later: Handler = (response) => {
    vi.setSystemTime(Date.now() + 60_000);
    response.writeHead(500).end();
  };
  const { receiver, received } = await startReceiver(later, status(200));
  await deliver(newDelivery(), receiver, pending);
  const expected = [1_767_323_047, 1_767_323_107].map((timestamp) => signWebhook(JSON.stringify(event), { timestamp }));
  expect(received.map(({ headers }) => headers)).toMatchObject(expected);
  expect(received[1]?.body).toBe(received[0]?.body);
});

test("only the first attempt of a late webhook has a timestamp in the past", async () => {
  vi.useFakeTimers({ now: 1_767_323_047_000, toFake: ["Date"] });
  const { receiver, received } = await startReceiver(status(500), status(200));
  await deliver({ ...newDelivery(), age: 600_000 }, receiver, pending);
  expect(received.map(({ headers }) => headers["webhook-timestamp"])).toEqual(["1767322447", "1767323047"]);
});

test("onFirst is called once, after the first attempt", async () => {
  const { receiver } = await startReceiver(status(500), status(200));
  const delivery = newDelivery();
  const seen: unknown[] = [];
  await deliver(delivery, receiver, pending, () => seen.push(delivery.attempts));
  expect(seen).toEqual([[500]]);
});

test.each<[string, Handler, Delivery["attempts"]]>([
  ["9.999 s is in time", (response) => setTimeout(() => response.end(), 9_999), [200]],
  ["10.001 s is too late", (response) => setTimeout(() => response.end(), 10_001), ["no response within 10 s"]],
  [
    "a body that never ends is too late",
    (response) => response.writeHead(200).write("I will"),
    ["no response within 10 s"],
  ],
])("a receiver has 10 seconds to respond: %s", async (_, handler, attempts) => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  let reached!: () => void;
  const handled = new Promise<void>((resolve) => {
    reached = resolve;
  });
  const { receiver } = await startReceiver((response, request) => {
    handler(response, request);
    reached();
  });
  const delivery = newDelivery();
  const delivering = deliver(delivery, { ...receiver, redeliverAfter: [] }, pending);
  await handled;
  await vi.advanceTimersByTimeAsync(9_999);
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  await vi.advanceTimersByTimeAsync(1);
  await delivering;
  expect(delivery.attempts).toEqual(attempts);
  ends.splice(0).map((end) => end());
  vi.useRealTimers();
});

test("the time limit for a response ends when the response arrives", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const { receiver } = await startReceiver(status(200));
  await deliver(newDelivery(), receiver, pending);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(0));
});

describe("a delivery whose pending work ends", () => {
  test("a delivery ends with the pending work while it waits for the response", async () => {
    const { receiver } = await startReceiver(() => pending.end());
    const delivery = newDelivery();
    await deliver(delivery, receiver, pending);
    expect(delivery).toMatchObject({ attempts: [], state: "pending" });
  });

  test("a delivery ends with the pending work between two attempts", async () => {
    const { receiver, received } = await startReceiver(status(500));
    const stop = { ...receiver, onLog: () => pending.end() };
    const delivery = newDelivery();
    await deliver(delivery, stop, pending);
    expect(delivery).toMatchObject({ attempts: [500], state: "pending" });
    expect(received).toHaveLength(1);
  });
});

test("each attempt of a delivery is logged", async () => {
  const { receiver, log } = await startReceiver(status(500), status(200));
  await deliver(newDelivery(), receiver, pending);
  expect(log).toEqual(["participant.removed of c → 500", "participant.removed of c → 200"]);
});

test("the record of an earlier attempt does not change", async () => {
  const { receiver } = await startReceiver(status(500), status(200));
  const delivery = newDelivery();
  const seen: unknown[] = [];
  await deliver(delivery, { ...receiver, onLog: () => seen.push(delivery.attempts) }, pending);
  expect(seen).toEqual([[500], [500, 200]]);
});
