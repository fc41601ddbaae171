import { once } from "node:events";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Operation } from "../operation.js";
import { type ClientOptions, readOptions } from "./client-options.js";
import { createTransport } from "./transport.js";

const sendMessage: Operation = {
  method: "POST",
  path: "/v3/messages",
  idempotent: false,
  takesBody: true,
  pathParameters: {},
  successes: { 201: { type: "object" } },
};
const apiKey = "secret-key";

type Reaction = (response: ServerResponse) => void;
const answer =
  (status: number, code?: number): Reaction =>
  (response) => {
    const body = code ? { error: { status, code, message: "m" } } : {};
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };

/** A server that follows a script for the first requests and accepts all others. */
let server: Server;
let baseUrl: string;
let reactions: Reaction[];
let bodies: string[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const reaction = reactions.shift() ?? answer(201);
    bodies.push((await request.toArray()).join(""));
    reaction(response);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  bodies = [];
});

function send(operation: Operation, reaction: Reaction, options: ClientOptions = {}) {
  reactions = [reaction];
  const clock = { now: Date.now, random: () => 0.5, sleep: async () => {} };
  const settings = readOptions({ apiKey, baseUrl, clock, timeout: 20_000, ...options });
  const { timeout, maxRetries } = settings;
  const { method, path } = operation;
  const call = {
    name: "sendMessage",
    operation,
    signal: undefined,
    end: Number.POSITIVE_INFINITY,
    timeout,
    maxRetries,
  };
  const headers = new Headers({ "content-type": "application/json" });
  return createTransport(settings)({ url: baseUrl + path, method, headers, body: "hello" }, call);
}

const mayHaveHadItsEffect: [what: string, Reaction, options?: ClientOptions][] = [
  ["a connection that is reset once the request has arrived", ({ socket }) => socket?.resetAndDestroy()],
  ["a timeout", () => {}, { timeout: 500, maxRetries: 9 }],
  ["502", answer(502)],
  ["500 / 3006", answer(500, 3006)],
  ["504 / 3005", answer(504, 3005)],
];
const hadNoEffect: typeof mayHaveHadItsEffect = [
  ["429 / 1007", answer(429, 1007)],
  ["409 / 2009", answer(409, 2009)],
];

describe("an operation that is not idempotent", () => {
  test.each(mayHaveHadItsEffect)(
    "a non-idempotent operation is sent once if it may have had an effect: after %s",
    async (_, ...given) => {
      await send(sendMessage, ...given).then(
        ({ error }) => expect(error).toMatchObject({ attempts: 1 }),
        (error: unknown) => expect(error).toMatchObject({ attempts: 1 }),
      );
      expect(bodies).toEqual(["hello"]);
    },
  );

  test.each(hadNoEffect)(
    "a non-idempotent operation is sent again if it certainly had no effect: after %s",
    async (_, ...given) => {
      expect((await send(sendMessage, ...given)).response.status).toBe(201);
      expect(bodies).toEqual(["hello", "hello"]);
    },
  );

  test("a non-idempotent operation is sent again after a refused connection", async () => {
    let refused = 0;
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, "close");
    const fetch: NonNullable<ClientOptions["fetch"]> = (url, init) =>
      globalThis.fetch(refused++ === 0 ? `http://127.0.0.1:${port}/` : url, init);

    expect((await send(sendMessage, answer(201), { fetch })).response.status).toBe(201);
    expect(bodies).toEqual(["hello"]);
    expect(refused).toBe(2);
  });
});

test.each([...mayHaveHadItsEffect, ...hadNoEffect])(
  "an idempotent operation is sent again after %s",
  async (_, ...given) => {
    expect((await send({ ...sendMessage, idempotent: true }, ...given)).response.status).toBe(201);
    expect(bodies.length).toBeGreaterThan(1);
  },
);

test("a body that the operation does not document is dropped", async () => {
  const operation = { ...sendMessage, successes: { 201: null } };
  expect(await send(operation, answer(201))).toMatchObject({ body: undefined, text: "" });
});

test("onAttempt gets the duration of the attempt, measured with the client's clock", async () => {
  let now = 1_000;
  const clock = { now: () => now, random: () => 0.5, sleep: async () => {} };
  const fetch: ClientOptions["fetch"] = (url, init) => {
    now += 7;
    return globalThis.fetch(url, init);
  };
  const durations: number[] = [];
  await send(sendMessage, answer(201), { clock, fetch, onAttempt: ({ duration }) => durations.push(duration) });
  expect(durations).toEqual([7]);
});
