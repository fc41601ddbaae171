import { expect, test, vi } from "vitest";
import { errorCodes } from "../../generated/error-codes.js";
import spec from "../../generated/openapi.json" with { type: "json" };
import { operations } from "../../generated/operations.js";
import { outcomes } from "../../generated/outcomes.js";
import { LinqInputError } from "../errors.js";
import { type ControlOptions, createControl } from "./control-api.js";
import { createReceiver } from "./delivery.js";
import { createSelfReceiver } from "./self-receiver.js";

const own = "http://127.0.0.1:4011";
const ids = spec.components.parameters.chatId.examples;
const chatId = "550e8400-e29b-41d4-a716-446655440000";

/** The control API of a sandbox in the given state. */
function start(given: Partial<ControlOptions> = {}) {
  const next = vi.fn();
  const reset = vi.fn();
  const chats = {
    states: () => new Map(),
    deliveries: () => [],
    forgotten: 0,
    ...given.chats,
  } as unknown as ControlOptions["chats"];
  const control = createControl({
    service: { next, queued: new Map(), journal: { entries: [], forgotten: 0 } as never },
    faults: { broken: { chatId: "fa170000-0009-4000-8000-000000000000", meaning: "It breaks." } },
    receiver: undefined,
    self: undefined,
    allowedOrigins: [],
    reset,
    ...given,
    chats,
  });
  const ask = (method: string, path: string, { headers = {}, body = "" } = {}) => {
    const reply = control.answer({ method, path, body: Buffer.from(body), headers }, own);
    return { ...reply, body: reply.body && JSON.parse(`${reply.body}`) };
  };
  return { ...control, ask, next, reset };
}

test.each([
  ["/sandbox", true],
  ["/sandbox/anything", true],
  ["/sandboxes", false],
  ["/v3/sandbox", false],
])("whether %s is a path of the sandbox itself: %j", (path, isOwn) => {
  expect(start().takes(path)).toBe(isOwn);
});

test("the routes are listed with their methods", () => {
  const listed = "GET /sandbox, GET /sandbox/events, POST /sandbox/next, POST /sandbox/reset";
  expect(start().routes).toBe(listed);
  expect(start({ self: createSelfReceiver() }).routes).toBe(`${listed}, POST /sandbox/webhooks`);
});

test("the overview lists each response of an operation with its code, its meaning, and the request for it", () => {
  const { operations: listed } = start().ask("GET", "/sandbox").body;
  expect(listed.map(({ operation }: { operation: string }) => operation)).toEqual(Object.keys(operations));
  const { answers, ...about } = listed.find(({ operation }: { operation: string }) => operation === "leaveChat");
  expect(about).toEqual({ operation: "leaveChat", method: "POST", path: "/v3/chats/{chatId}/leave" });
  const own = outcomes.filter(({ operation }) => operation === "leaveChat");
  expect(answers.map(({ name }: { name: string }) => name)).toEqual(own.map(({ example }) => example));
  const requestFor = (id: string) => ({ target: `/v3/chats/${id}/leave`, headers: {} });
  expect(answers[0]).toEqual({
    name: "accepted",
    status: 202,
    chatId: ids.accepted.value,
    request: requestFor(ids.accepted.value),
  });
  expect(answers).toContainEqual({
    name: "chatUnavailable",
    status: 409,
    code: 2013,
    meaning: errorCodes[2013].meaning,
    chatId: ids.chatUnavailable.value,
    request: requestFor(ids.chatUnavailable.value),
  });
});

test("the overview lists the faults, and each error code with the rule for retries", () => {
  const { faults, errorCodes: codes } = start().ask("GET", "/sandbox").body;
  expect(faults).toEqual([{ name: "broken", chatId: "fa170000-0009-4000-8000-000000000000", meaning: "It breaks." }]);
  expect(codes).toHaveLength(Object.keys(errorCodes).length);
  expect(codes).toContainEqual({ code: 2013, ...errorCodes[2013], rule: expect.any(String) });
});

const numbers = Array.from({ length: 101 }, (_, index) => index);

test("the overview shows the newest 100 entries of each list, and counts them all", () => {
  const { body } = start({
    service: {
      next() {},
      queued: new Map(numbers.map((number) => [`queue ${number}`, ["accepted"]])),
      journal: { entries: numbers as never, forgotten: 7 } as never,
    },
    chats: {
      states: () => new Map(numbers.map((number) => [`chat ${number}`, "left"])),
      deliveries: () => numbers,
      forgotten: 8,
    } as never,
  }).ask("GET", "/sandbox");
  const newest = numbers.slice(1);
  expect(body).toMatchObject({
    requests: newest,
    events: newest,
    next: { "queue 100": ["accepted"] },
    chats: { "chat 100": "left" },
    counts: {
      chats: { remembered: 101, forgotten: 8, limit: 10_000 },
      events: { remembered: 101 },
      requests: { remembered: 101, forgotten: 7 },
    },
  });
  for (const shown of [body.next, body.chats]) {
    expect(Object.keys(shown)).toHaveLength(100);
    expect(Object.keys(shown)[0]).toMatch(/ 1$/);
  }
});

test("all webhooks are listed, as JSON", () => {
  const reply = start({ chats: { deliveries: () => numbers } as never }).ask("GET", "/sandbox/events");
  expect(reply).toEqual({ status: 200, headers: { "content-type": "application/json" }, body: numbers });
});

const key = { sign: () => "" };
const receiver = createReceiver({
  url: new URL("https://user:password@example.com/hooks?token=1"),
  key,
  redeliverAfter: [],
  onLog() {},
});

test("the overview shows where webhooks go, without anything secret in its URL", () => {
  expect(start().ask("GET", "/sandbox").body).not.toHaveProperty("webhook");
  const { webhook } = start({ receiver }).ask("GET", "/sandbox").body;
  expect(webhook).toEqual({ url: "https://example.com/hooks" });
});

test("a sandbox that receives its own webhooks shows its secret and what it has received", () => {
  const self = createSelfReceiver();
  const { ask } = start({ receiver, self });
  const headers = { "webhook-id": "1" };
  expect(ask("POST", "/sandbox/webhooks", { headers, body: "{}" })).toEqual({ status: 400, headers: {}, body: "" });
  const { webhook } = ask("GET", "/sandbox").body;
  expect(webhook).toMatchObject({ secret: self.secret, received: [{ headers, body: "{}" }] });
});

test("POST /sandbox/next queues the responses for a chat", () => {
  const { ask, next } = start();
  const body = JSON.stringify({ chatId, answers: ["accepted"] });
  expect(ask("POST", "/sandbox/next", { body })).toEqual({ status: 204, headers: {}, body: "" });
  expect(next.mock.calls).toEqual([[chatId, ["accepted"]]]);
});

test.each([
  ["", "The body is not JSON"],
  ["{", "The body is not JSON"],
  ["[]", "next needs a chat id"],
  ["null", "next needs a chat id"],
])("POST /sandbox/next says what is wrong with the body %j, with an example of a valid one", (body, problem) => {
  const { ask, next } = start();
  next.mockImplementation(() => {
    throw new LinqInputError("next needs a chat id");
  });
  expect(ask("POST", "/sandbox/next", { body })).toMatchObject({
    status: 400,
    body: { detail: `${problem}. Example body: {"chatId":"${chatId}","answers":["rateLimitExceeded"]}` },
  });
});

test("an error that is not the caller's is not answered as if it were", () => {
  const { ask, next } = start();
  next.mockImplementation(() => {
    throw new Error("a bug");
  });
  expect(() => ask("POST", "/sandbox/next", { body: "{}" })).toThrow("a bug");
});

test("POST /sandbox/reset clears the sandbox", () => {
  const { ask, reset } = start();
  expect(ask("POST", "/sandbox/reset").status).toBe(204);
  expect(reset).toHaveBeenCalledTimes(1);
});

test.each([
  ["DELETE", "/sandbox", 405, "GET, HEAD", "/sandbox takes GET, HEAD."],
  ["GET", "/sandbox/next", 405, "POST", "/sandbox/next takes POST."],
  ["GET", "/sandbox/nothing", 404, undefined, `The sandbox has ${start().routes}.`],
  ["POST", "/sandbox/webhooks", 404, undefined, `The sandbox has ${start().routes}.`],
])("%s %s gets %i and what is available", (method, path, status, allow, detail) => {
  const reply = start().ask(method, path);
  expect([reply.status, reply.headers.allow, reply.body.detail]).toEqual([status, allow, detail]);
});

test("HEAD is answered like GET, for health checks", () => {
  expect(start().ask("HEAD", "/sandbox").status).toBe(200);
});

const allowed = "http://localhost:5173";
const origins = { allowedOrigins: [allowed] };
const cors = {
  "access-control-allow-origin": allowed,
  "access-control-allow-headers": "content-type",
  "access-control-allow-methods": "GET, POST",
  vary: "origin",
};

test("a page from an allowed origin may use the sandbox, and a browser's preflight says so", () => {
  const { ask, reset } = start(origins);
  const headers = { origin: allowed };
  expect(ask("OPTIONS", "/sandbox/reset", { headers })).toEqual({ status: 204, headers: cors, body: "" });
  expect(reset).not.toHaveBeenCalled();
  expect(ask("POST", "/sandbox/reset", { headers })).toEqual({ status: 204, headers: cors, body: "" });
  expect(reset).toHaveBeenCalledTimes(1);
  expect(ask("GET", "/sandbox", { headers }).headers).toEqual({ "content-type": "application/json", ...cors });
});

test.each([
  ["the sandbox's own page", { origin: own, host: "elsewhere" }],
  ["a page loaded under the same host name", { origin: "http://localhost:4011", host: "localhost:4011" }],
])("%s may use the sandbox", (_, headers) => {
  const { ask, reset } = start();
  expect(ask("POST", "/sandbox/reset", { headers })).toEqual({ status: 204, headers: {}, body: "" });
  expect(reset).toHaveBeenCalledTimes(1);
});

test.each([
  ["another origin", { origin: "http://evil.example" }],
  ["another port", { origin: "http://localhost:1", host: "localhost:4011" }],
  ["a domain that points to this machine", { origin: "http://evil.example:4011", host: "evil.example:4011" }],
])("a page from %s may not use the sandbox, and is told how to allow it", (_, headers) => {
  const { ask, reset } = start(origins);
  const reply = ask("POST", "/sandbox/reset", { headers });
  expect([reply.status, reply.headers]).toEqual([403, { "content-type": "application/problem+json" }]);
  expect(reply.body.detail).toBe(
    `Pages from ${headers.origin} may not use this. Allow them with allowedOrigins or --allow-origin.`,
  );
  expect(reset).not.toHaveBeenCalled();
});

test("at most 100 characters of a refused origin are shown", () => {
  const { body } = start().ask("GET", "/sandbox", { headers: { origin: `http://${"x".repeat(1_000)}` } });
  expect(body.detail).toContain(`http://${"x".repeat(93)} may not`);
});
