/** `/sandbox` and the paths below it, as people, tests and other tools use them over HTTP. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createLinqClient } from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { leaveOutcomes } from "../engine/outcomes.js";
import { type Receiver, secret, startReceiver } from "../helpers/receiver.js";
import { root } from "../helpers/scratch-copy.js";
import { soon } from "../helpers/time-limit.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const page = "http://localhost:5173";
let receiver: Receiver;
let sandbox: Sandbox;

beforeAll(async () => {
  receiver = await startReceiver();
  const webhook = { url: receiver.url, secret };
  sandbox = await startSandbox({ port: 0, delay: 0, webhook, allowedOrigins: [page] });
});
afterAll(async () => {
  await sandbox.stop();
  await receiver.stop();
});
beforeEach(() => sandbox.reset());

const leave = (id = chatId, headers: Record<string, string> = {}) =>
  fetch(`${sandbox.url}/api/partner/v3/chats/${id}/leave`, {
    method: "POST",
    headers: { authorization: "Bearer any-key", ...headers },
  });
const control = (path: string, init: RequestInit = {}) => fetch(`${sandbox.url}/sandbox${path}`, init);
const post = (path: string, body?: unknown, headers: Record<string, string> = {}) =>
  control(path, { method: "POST", headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
const overview = async () => (await control("")).json();

describe("GET /sandbox", () => {
  test("GET /sandbox lists every operation with each of its responses: name, status, code and chat id", async () => {
    const { operations } = await overview();
    const answers = leaveOutcomes.map(({ name, status, body, chatId }) => ({
      name,
      status,
      ...(body.error && { code: body.error.code }),
      chatId,
    }));
    const leave = operations.find(({ operation }: { operation: string }) => operation === "leaveChat");
    expect(leave).toMatchObject({ method: "POST", path: "/v3/chats/{chatId}/leave", answers });
  });

  test("GET /sandbox lists every fault with its chat id and its meaning, and each id has only one meaning", async () => {
    const { operations, faults } = await overview();
    expect(faults.length).toBe(11);
    for (const { name, chatId, meaning } of faults)
      expect([name, chatId, meaning]).toEqual([name, expect.stringMatching(/^fa17/), expect.any(String)]);
    const { answers } = operations.find(({ operation }: { operation: string }) => operation === "leaveChat");
    const ids = [...faults, ...answers].map(({ chatId }) => chatId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("GET /sandbox lists the same as the table in examples/testing", async () => {
    const { operations, faults } = await overview();
    const rows = [
      ...readFileSync(join(root, "examples/testing/README.md"), "utf8").matchAll(/^\| `([\da-f-]{36})` \| (.*) \|$/gm),
    ];
    const listed = rows.map(([, chatId, answer = ""]) => ({
      chatId,
      name: /`(\w+)`/.exec(answer)?.[1],
      outcome: /^\d{3} \/ \d{4}|^\d{3}(?= `)/.exec(answer)?.[0],
    }));
    const { answers } = operations.find(({ operation }: { operation: string }) => operation === "leaveChat");
    const answerRows = answers.map(({ name, status, code, chatId }: Record<string, unknown>) => {
      return { chatId, name, outcome: code === undefined ? `${status}` : `${status} / ${code}` };
    });
    expect(listed).toEqual([
      ...answerRows,
      ...faults.map(({ name, chatId }: Record<string, unknown>) => ({ chatId, name, outcome: undefined })),
    ]);
  });

  test("GET /sandbox shows the chats, the webhooks with their attempts, and the requests with each response and its reason", async () => {
    const response = await leave();
    await leave();
    await vi.waitFor(() => expect(sandbox.events).toMatchObject([{ attempts: [204] }]), soon);
    const { chats, events, requests } = await overview();
    expect(chats).toEqual({ [chatId]: "left" });
    expect(events).toEqual(sandbox.events);
    expect(requests).toEqual(sandbox.requests);
    expect(requests).toMatchObject([
      {
        operation: "leaveChat",
        chatId,
        status: 202,
        answer: "accepted",
        why: "first success",
        traceId: response.headers.get("x-trace-id"),
      },
      { operation: "leaveChat", chatId, status: 409, answer: "chatUnavailable", why: "chat was left" },
    ]);
    expect(await (await control("/events")).json()).toEqual(events);
  });

  test("GET /sandbox does not count as a request to the API, and HEAD works too, for health checks", async () => {
    expect((await control("", { method: "HEAD" })).status).toBe(200);
    expect((await overview()).requests).toEqual([]);
  });
});

describe("POST /sandbox/next", () => {
  test("POST /sandbox/next gives the next requests these responses, then the ordinary one, so that a retry succeeds", async () => {
    const { status } = await post("/next", { chatId, answers: ["chatStillBeingCreated", "chatStillBeingCreated"] });
    expect(status).toBe(204);
    const codes: unknown[] = [];
    const linq = createLinqClient({
      apiKey: "any-key",
      baseUrl: sandbox.url,
      clock: { now: Date.now, random: () => 0, sleep: async () => {} },
      onAttempt: ({ code }) => codes.push(code),
    });
    expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
    expect(codes).toEqual([2009, 2009, undefined]);
  });

  test("POST /sandbox/next gives each response the trace id of its exchange, in header and body", async () => {
    await post("/next", { chatId, answers: ["networkTimeout", "accepted"] });
    for (const status of [504, 202]) {
      const response = await leave();
      const traceId = response.headers.get("x-trace-id");
      expect([response.status, await response.json()]).toMatchObject([status, { trace_id: traceId }]);
      expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    }
  });

  test.for<[string, unknown, string]>([
    ["an unknown answer", { chatId, answers: ["nonsense"] }, 'Unknown answer "nonsense". The contract has '],
    ["an unknown fault", { chatId, answers: ["slowanswer"] }, "The faults are slowAnswer, connectionReset, "],
    ["an empty list of answers", { chatId, answers: [] }, "next needs a list of answers"],
    ["answers that are not a list", { chatId, answers: "accepted" }, "next needs a list of answers"],
    ["an invalid chat id", { chatId: "42", answers: ["accepted"] }, "next needs a chat id (a UUID)"],
    ["a list as the body", [], "next needs a chat id"],
    [
      "more answers than can be queued",
      { chatId, answers: Array(1001).fill("accepted") },
      "A chat can have at most 1000 queued answers",
    ],
  ])("POST /sandbox/next refuses %s, names what is available, and changes nothing", async ([, body, detail]) => {
    const response = await post("/next", body);
    expect(response.status).toBe(400);
    expect((await response.json()).detail).toContain(detail);
    expect((await overview()).next).toEqual({});
    expect((await leave()).status).toBe(202);
  });
});

test.each(["{bad", `{"chatId":"${chatId}","answers":["accepted"],}`, ""])(
  "POST /sandbox/next says that %j is not JSON, and shows a body that is",
  async (body) => {
    const response = await control("/next", { method: "POST", body });
    expect(response.status).toBe(400);
    expect((await response.json()).detail).toMatch(/^The body is not JSON\. Example body: \{"chatId":/);
    expect((await overview()).next).toEqual({});
  },
);

test("POST /sandbox/reset clears chats, webhooks, requests and queued responses", async () => {
  await leave();
  await post("/next", { chatId, answers: ["accepted"] });
  expect((await post("/reset")).status).toBe(204);
  expect(await overview()).toMatchObject({ chats: {}, events: [], requests: [], next: {} });
  expect((await leave()).status).toBe(202);
});

test.for([
  ["GET", "/reset", 405, "POST", "/sandbox/reset takes POST."],
  ["POST", "", 405, "GET, HEAD", "/sandbox takes GET, HEAD."],
  [
    "GET",
    "/nothing",
    404,
    null,
    "The sandbox has GET /sandbox, GET /sandbox/events, POST /sandbox/next, POST /sandbox/reset.",
  ],
])(
  "an invalid request to the sandbox itself gets the list of what is available: %s /sandbox%s",
  async ([method, path, status, allow, detail]) => {
    const response = await control(`${path}`, { method: `${method}` });
    expect([response.status, response.headers.get("allow")]).toEqual([status, allow]);
    expect(await response.json()).toMatchObject({ detail });
  },
);

describe("a web page from another origin", () => {
  const origins = ["http://evil.example", "null", "http://localhost:5174", "http://127.0.0.1:1"];

  test.for(origins)("a web page from %s cannot reset, queue or read", async (origin) => {
    await leave();
    for (const response of [
      await post("/reset", undefined, { origin }),
      await post("/next", { chatId, answers: ["accepted"] }, { origin }),
      await control("", { headers: { origin } }),
      await control("/reset", { method: "OPTIONS", headers: { origin, "access-control-request-method": "POST" } }),
    ]) {
      expect(response.status).toBe(403);
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
    }
    expect(sandbox.chats.size).toBe(1);
  });

  test("a web page from another origin can use /sandbox once it is allowed, including preflights", async () => {
    await leave();
    const asked = await control("/reset", { method: "OPTIONS", headers: { origin: page } });
    const done = await post("/reset", undefined, { origin: page });
    expect([asked.status, done.status]).toEqual([204, 204]);
    for (const { headers } of [asked, done]) expect(headers.get("access-control-allow-origin")).toBe(page);
    expect(sandbox.chats.size).toBe(0);
  });
});
