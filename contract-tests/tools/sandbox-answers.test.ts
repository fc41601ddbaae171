import { connect } from "node:net";
import { text } from "node:stream/consumers";
import LinqAPIV3, { APIError } from "@linqapp/sdk";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, onTestFinished, test, vi } from "vitest";
import { leaveOutcome, leaveOutcomes } from "../engine/outcomes.js";
import { type Receiver, secret, startReceiver } from "../helpers/receiver.js";
import { soon } from "../helpers/time-limit.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const authorization = "Bearer any-key";
const accepted = leaveOutcome("accepted");
const phoneNumberNotE164 = leaveOutcome("phoneNumberNotE164");
const log: string[] = [];
let receiver: Receiver;
let sandbox: Sandbox;

beforeAll(async () => {
  receiver = await startReceiver();
  const webhook = { url: receiver.url, secret };
  sandbox = await startSandbox({ port: 0, delay: 0, webhook, onLog: (line) => log.push(line) });
});
afterAll(async () => {
  await sandbox?.stop();
  await receiver.stop();
});
beforeEach(async () => {
  await fetch(`${sandbox.url}/sandbox/reset`, { method: "POST" });
  receiver.received.length = 0;
  log.length = 0;
});

/** A documented body, with the trace id of its exchange if it has one. */
function withTraceId(body: object, traceId: string | null | undefined): object {
  return "trace_id" in body ? { ...body, trace_id: traceId } : body;
}

function leave(id: string, headers: Record<string, string> = {}, base = sandbox.url): Promise<Response> {
  return fetch(`${base}/v3/chats/${id}/leave`, { method: "POST", headers: { authorization, ...headers } });
}

describe("the official SDK", () => {
  const errorNames: Record<number, string> = {
    400: "BadRequestError",
    401: "AuthenticationError",
    403: "PermissionDeniedError",
    404: "NotFoundError",
    409: "ConflictError",
    429: "RateLimitError",
    500: "InternalServerError",
    503: "InternalServerError",
    504: "InternalServerError",
  };

  test.each(leaveOutcomes)(
    "the official SDK, unchanged, gets $name by the chat's id",
    async ({ chatId: id, status, body }) => {
      vi.stubEnv("LINQ_API_V3_BASE_URL", sandbox.url);
      onTestFinished(() => void vi.unstubAllEnvs());
      const sdk = new LinqAPIV3({ apiKey: "any-key", maxRetries: 0 });
      const result = await sdk.chats.leaveChat(id).catch((error: unknown) => error);
      const expected = withTraceId(body, sandbox.requests[0]?.traceId);
      if (!body.error) return expect(result).toEqual(expected);
      expect(result).toBeInstanceOf(APIError);
      expect(result).toMatchObject({ status, error: expected });
      expect((result as Error).constructor.name).toBe(errorNames[status]);
    },
  );

  test("the official SDK, unchanged, gets the webhook, and unwraps it", async () => {
    const sdk = new LinqAPIV3({ apiKey: "any-key", baseURL: `${sandbox.url}/api/partner`, webhookSecret: secret });
    await sdk.chats.leaveChat(chatId);
    await vi.waitFor(() => expect(sandbox.events).toMatchObject([{ state: "delivered" }]), soon);
    const [{ body, headers }] = receiver.received as [(typeof receiver.received)[number]];
    const event = sdk.webhooks.unwrap(body, { headers: headers as Record<string, string> });
    expect(event).toMatchObject({
      event_type: "participant.removed",
      data: { chat_id: chatId, participant: { is_me: true } },
    });
    expect(() => sdk.webhooks.unwrap(`${body} `, { headers: headers as Record<string, string> })).toThrow();
  });
});

test.each(leaveOutcomes)("this package's client gets $name by the chat's id", async ({ chatId: id, status, body }) => {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl: `${sandbox.url}/api/partner`, maxRetries: 0 });
  const result = await linq.leaveChat(id).catch((error: unknown) => error);
  const traceId = sandbox.requests[0]?.traceId;
  if (!body.error) return expect(result).toEqual(withTraceId(body, traceId));
  expect(result).toBeInstanceOf(LinqApiError);
  expect(result).toMatchObject({ status, code: body.error.code, traceId, body: withTraceId(body, traceId) });
});

describe("the sandbox and Prism", () => {
  const requests: [string, string, RequestInit][] = [
    ...leaveOutcomes.map(({ name, chatId: id, status }): [string, string, RequestInit] => {
      const prefer = `code=${status}, example=${name}`;
      return [`Prefer: ${prefer}`, `/v3/chats/${id}/leave`, { method: "POST", headers: { authorization, prefer } }];
    }),
    ["no key", `/v3/chats/${chatId}/leave`, { method: "POST" }],
    ["an invalid chat id", "/v3/chats/42/leave", { method: "POST", headers: { authorization } }],
    ["a body", `/v3/chats/${chatId}/leave`, { method: "POST", headers: { authorization }, body: "{}" }],
    [
      "a preflight",
      `/v3/chats/${chatId}/leave`,
      { method: "OPTIONS", headers: { origin: "http://a", "access-control-request-method": "POST" } },
    ],
  ];
  test.each(requests)("the sandbox's response is Prism's own, except for the trace id: %s", async (_, path, init) => {
    const [ours, prisms] = await Promise.all([sandbox.url, inject("mockUrl")].map((url) => fetch(url + path, init)));
    expect(ours?.status).toBe(prisms?.status);
    expect(headersOf(ours)).toEqual(headersOf(prisms));
    const [text, prismsText] = [await ours?.text(), await prisms?.text()];
    const traceId = ours?.headers.get("x-trace-id");
    expect(text).toBe(prismsText?.replace(/"trace_id":"\w+"/, `"trace_id":"${traceId}"`));
  });

  function headersOf(response: Response | undefined): [string, string][] {
    return [...(response?.headers ?? [])].filter(([name]) => !["x-trace-id", "date", "content-length"].includes(name));
  }
});

test("every response has its own trace id, as the contract describes it", async () => {
  const answers = [
    await leave(chatId),
    await leave(chatId),
    await leave("42"),
    await fetch(sandbox.url),
    await fetch(`${sandbox.url}/sandbox/reset`, { method: "POST" }),
    await fetch(`${sandbox.url}/sandbox/reset`),
  ];
  const ids = answers.map(({ headers }) => headers.get("x-trace-id"));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
  expect(new Set(ids).size).toBe(ids.length);
});

describe("requests that would crash Prism", () => {
  const path = `/v3/chats/${chatId}/leave`;
  const notFound = { title: "Not Found", status: 404 };
  const { trace_id: _, ...acceptedBody } = accepted.body as { trace_id?: string };
  test.each<[string, string, string, object]>([
    ["a percent sign that encodes nothing", "/v3/chats/%/leave", "", phoneNumberNotE164.body],
    ["percent escapes that are not UTF-8", "/v3/chats/%E0%A4%A/leave", "", phoneNumberNotE164.body],
    ["the same behind the base path", "/api/partner/v3/chats/%/leave", "", phoneNumberNotE164.body],
    ["an Accept header without a media range", path, "accept: ;;;\r\n", acceptedBody],
    ["Java's Accept header", path, "accept: *; q=.2\r\n", acceptedBody],
    ["an invalid Content-Type", path, "content-type: garbage\r\n", acceptedBody],
    ["two slashes", `/${path}`, "", notFound],
    ["three slashes", "///", "", notFound],
    ["an invalid host", "http://[/", "", notFound],
  ])("a request that would crash Prism does not reach it: %s", async (_, target, header, body) => {
    const answer = await post(target, header);
    expect(JSON.parse(answer.split("\r\n\r\n")[1] ?? "")).toMatchObject(body);
    expect((await leave("42")).status).toBe(phoneNumberNotE164.status);
    expect(log.filter((line) => line.includes("ended"))).toEqual([]);
  });

  async function post(target: string, header: string): Promise<string> {
    const socket = connect(Number(new URL(sandbox.url).port), "127.0.0.1");
    const own = `host: x\r\nconnection: close\r\nauthorization: ${authorization}\r\ncontent-length: 0\r\n`;
    socket.write(`POST ${target} HTTP/1.1\r\n${own}${header}\r\n`);
    return text(socket);
  }
});
