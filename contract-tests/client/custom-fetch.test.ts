import { createServer, type IncomingMessage } from "node:http";
import { inspect } from "node:util";
import fc from "fast-check";
import { type ClientOptions, type Clock, createLinqClient, LinqError } from "linq-openapi";
import nodeFetch from "node-fetch";
import { fetch as undiciFetch } from "undici";
import { afterAll, describe, expect, test } from "vitest";
import { freePort } from "../helpers/free-port.js";
import { runs } from "../helpers/full-mode.js";
import { type Listener, listen } from "../helpers/listen.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const params = { path: { chatId } };
const accepted = { message: "Leave group chat queued", status: "accepted", trace_id: "t" };
const envelope = { error: { status: 409, code: 2013, message: "This chat is unavailable" } };
/** Pauses that take no time. */
const clock: Clock = { now: Date.now, random: () => 0.5, sleep: async () => {} };

const revoked = (): object => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
};
const fail = () => {
  throw new Error("thrown by a getter");
};
/** An object whose every member throws when it is read. */
const untouchable = () => new Proxy(() => {}, { get: fail, has: fail, ownKeys: fail, getPrototypeOf: fail });
const throwing = (...names: string[]) =>
  names.reduce((made, name) => Object.defineProperty(made, name, { get: fail }), {});

/** A function, because fast-check inspects the values that it draws. */
type Made = () => unknown;
const exotic: fc.Arbitrary<Made> = fc.oneof(
  fc.constantFrom<Made>(
    revoked,
    untouchable,
    () => Object.create(null),
    () => Symbol("s"),
    () => throwing("message", "cause"),
  ),
  fc.anything({ withNullPrototype: true, withBigInt: true }).map((value) => () => value),
);
const error: fc.Arbitrary<Made> = fc
  .record({ message: exotic, stack: exotic, code: exotic, cause: exotic, name: exotic }, { requiredKeys: [] })
  .map((members) => () => {
    const values = Object.entries(members).map(([name, make]) => [name, { value: make() }]);
    return Object.defineProperties(new Error("failed"), Object.fromEntries(values));
  });
const thrown = fc.oneof(
  exotic,
  error,
  fc.constantFrom<Made>(
    () => Object.assign(new Error("odd"), { stack: ["a"] }),
    () => throwing("message", "stack", "code"),
  ),
);

/** Mostly a usual value, sometimes an odd one, sometimes anything, or a getter that throws. */
const member = (usual: Made[], ...odd: Made[]) =>
  fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...usual) },
    { weight: odd.length, arbitrary: fc.constantFrom(fail, ...odd) },
    { weight: 1, arbitrary: exotic },
  );
const stream = (value: unknown) => new ReadableStream({ pull: (controller) => controller.enqueue(value) });
const locked = () => {
  const body = stream(bytes(accepted));
  body.getReader();
  return body;
};
const bytes = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));
const bodyOf = (body: unknown) => () => new Response(bytes(body)).body;
const json = () => new Headers({ "content-type": "application/json" });
const responseLike = fc
  .record({
    status: member([() => 202, () => 409], ...[0, 99, 204, 500, 600, Number.NaN, "202"].map((status) => () => status)),
    ok: member([() => true, () => false]),
    statusText: member([() => "Accepted", () => undefined], () => "line\nbreak"),
    headers: member(
      [json],
      () => ({}),
      () => ({ get: fail }),
      () => ({ get: () => "application/json" }),
      () => new Map([["a b", "\n"]]),
    ),
    body: member(
      [bodyOf(accepted), bodyOf(envelope)],
      () => null,
      () => stream("text"),
      () => stream(bytes(accepted)),
      locked,
      () => [bytes(accepted)],
      () => ({ getReader: fail }),
    ),
    bodyUsed: member([() => false, () => undefined], () => true),
    type: member([() => "default"], () => "opaqueredirect"),
    url: member([() => "https://example.com"]),
  })
  .map((getters) => () => {
    const members = Object.entries(getters).map(([name, get]) => [name, { get }]);
    return Object.defineProperties({}, Object.fromEntries(members));
  });

const given: fc.Arbitrary<Made> = fc.oneof(
  thrown.map((make) => () => Promise.reject(make())),
  thrown.map((make) => () => {
    throw make();
  }),
  exotic.map((make) => async () => make()),
  exotic,
  { arbitrary: responseLike.map((make) => async () => make()), weight: 4 },
);

type Linq = ReturnType<typeof createLinqClient>;
const path = "/v3/chats/{chatId}/leave";
const calls: Record<string, (linq: Linq) => Promise<unknown>> = {
  leaveChat: (linq) => linq.leaveChat(chatId),
  POST: (linq) => linq.POST(path, { params }).then(({ data, error }) => data ?? error),
  "POST as text": (linq) => linq.POST(path, { params, parseAs: "text" }).then(({ data, error }) => data ?? error),
  "leaveChat with middleware": (linq) => {
    linq.use({ onResponse: ({ response }) => void response.clone() });
    return linq.leaveChat(chatId);
  },
};

const CONTROL = /[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

test("whatever a custom fetch returns or throws, a call ends with a documented body or one of our errors", async () => {
  const ends = new Set<string>();
  await fc.assert(
    fc.asyncProperty(given, fc.constantFrom(...Object.keys(calls)), async (fetch, name) => {
      const linq = createLinqClient({ apiKey: "a-key-of-the-tests", fetch: fetch as never, clock, maxRetries: 1 });
      const end = (await calls[name]?.(linq).then(
        (body) => ({ name: "resolved", body }),
        (error: unknown) => error,
      )) as Error & { body?: unknown };
      ends.add(end.name);

      if (end.name === "resolved") {
        expect([accepted, envelope]).toContainEqual(typeof end.body === "string" ? JSON.parse(end.body) : end.body);
        return;
      }
      expect(end).toBeInstanceOf(LinqError);
      expect(end.name).toMatch(/^Linq(Api|Connection|Response|Timeout)Error$/);
      expect(end.message.length).toBeLessThan(1_200);
      expect(end.message).not.toMatch(CONTROL);
      expect(() => [inspect(end), String(end), JSON.stringify(end)]).not.toThrow();
    }),
    { numRuns: runs(10_000, 300) },
  );

  // Otherwise the property could hold vacuously.
  expect([...ends].sort()).toEqual(["LinqApiError", "LinqConnectionError", "LinqResponseError", "resolved"]);
});

describe.each<[string, unknown]>([
  ["undici", undiciFetch],
  ["node-fetch", nodeFetch],
])("the fetch of %s", (_, given) => {
  const fetch = given as NonNullable<ClientOptions["fetch"]>;
  const servers: Listener[] = [];
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  /** A server that responds with each status and body in turn, and repeats the last one; 0 means no response. */
  async function script(...answers: [status: number, body?: unknown][]) {
    const requests: IncomingMessage[] = [];
    const scripted = createServer((request, response) => {
      const [status, body] = answers.length > 1 ? (answers.shift() as [number]) : (answers[0] as [number, unknown?]);
      requests.push(request);
      if (status === 0) return;
      response.writeHead(status, { "content-type": "application/json", location: "/elsewhere", "x-trace-id": "t" });
      response.end(JSON.stringify(body));
    });
    const server = await listen(scripted);
    servers.push(server);
    const linq = createLinqClient({ apiKey: "a-key-of-the-tests", baseUrl: `${server.url}/api`, fetch, clock });
    return { linq, requests };
  }

  test.each(Object.entries(calls))("%s sends the documented request and resolves with the body", async (_, call) => {
    const { linq, requests } = await script([202, accepted]);
    const body = await call(linq);
    expect(typeof body === "string" ? JSON.parse(body) : body).toEqual(accepted);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: "POST", url: `/api/v3/chats/${chatId}/leave` });
    expect(requests[0]?.headers).toMatchObject({
      accept: "application/json",
      authorization: "Bearer a-key-of-the-tests",
    });
  });

  test("a transient error is retried", async () => {
    const { linq, requests } = await script(
      [502],
      [500, { error: { status: 500, code: 3006, message: "m" } }],
      [202, accepted],
    );
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(3);
  });

  test("a documented error rejects as LinqApiError", async () => {
    const { linq } = await script([409, envelope]);
    await expect(linq.leaveChat(chatId)).rejects.toMatchObject({
      name: "LinqApiError",
      code: 2013,
      traceId: "t",
    });
  });

  test("a redirect is not followed", async () => {
    const { linq, requests } = await script([307], [202, accepted]);
    await expect(linq.leaveChat(chatId)).rejects.toMatchObject({
      name: "LinqResponseError",
      status: 307,
    });
    expect(requests).toHaveLength(1);
  });

  test("the time limit aborts a request without a response", async () => {
    const { linq } = await script([0]);
    await expect(linq.leaveChat(chatId, { timeout: 50, maxRetries: 0 })).rejects.toMatchObject({
      name: "LinqTimeoutError",
    });
  });

  test("a refused connection is reported as never delivered", async () => {
    const linq = createLinqClient({
      apiKey: "a-key-of-the-tests",
      baseUrl: `http://127.0.0.1:${await freePort()}`,
      fetch,
      maxRetries: 0,
    });
    await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ name: "LinqConnectionError", maybeDelivered: false });
  });
});
