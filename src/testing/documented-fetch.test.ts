import { afterEach, describe, expect, test, vi } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import { operations } from "../../generated/operations.js";
import { type DocumentedFetch, documentedFetch } from "./documented-fetch.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const { rateLimitExceeded, serviceUnavailable, chatUnavailable } = spec.components.parameters.chatId.examples;

afterEach(() => {
  vi.useRealTimers();
});

function leave(fetch: DocumentedFetch, id = chatId, init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: "Bearer any-key" };
  return fetch(`https://api.linqapp.com/api/partner/v3/chats/${id}/leave`, { method: "POST", headers, ...init });
}

describe("an option of documentedFetch", () => {
  test("retryAfter is the wait in 429 and 503, in header and body", async () => {
    const fetch = documentedFetch({ retryAfter: 2 });
    const tooMany = await leave(fetch, rateLimitExceeded.value);
    expect([tooMany.headers.get("retry-after"), (await tooMany.json()).error.retry_after]).toEqual(["2", 2]);
    const unavailable = await leave(fetch, serviceUnavailable.value);
    expect([unavailable.headers.get("retry-after"), (await unavailable.json()).error.retry_after]).toEqual([
      "2",
      undefined,
    ]);
    expect((await leave(fetch, chatUnavailable.value)).headers.get("retry-after")).toBeNull();
  });

  test("rateLimit is how many requests pass per second; the rest get 429, and pass once its wait is over", async () => {
    vi.useFakeTimers();
    const fetch = documentedFetch({ rateLimit: 2, retryAfter: 30 });
    const [first, second, third] = [await leave(fetch), await leave(fetch), await leave(fetch)];
    expect([first.status, second.status, third.status]).toEqual([202, 409, 429]);
    expect((await third.json()).error.retry_after).toBe(1);
    vi.advanceTimersByTime(1_000 * Number(third.headers.get("retry-after")));
    expect((await leave(fetch)).status).toBe(409);
  });

  test("slowAnswer is how long that fault takes; then the leave is accepted", async () => {
    const fetch = documentedFetch({ slowAnswer: 5 });
    fetch.next(chatId, ["slowAnswer"]);
    expect((await leave(fetch)).status).toBe(202);
    expect(fetch.requests).toMatchObject([{ status: 202, answer: "slowAnswer", why: "next" }]);
  });

  test("an unknown option is refused, and the error suggests the one probably meant", () => {
    expect(() => documentedFetch({ retryafter: 1 } as object)).toThrow(
      "retryafter is not an option of documentedFetch; did you mean retryAfter?",
    );
  });

  test.each([
    [{ retryAfter: 0 }, "retryAfter takes a whole number of seconds, 1 or more, not 0"],
    [{ rateLimit: 1.5 }, "rateLimit takes a whole number of requests per second, 1 or more, not 1.5"],
    [{ slowAnswer: -1 }, "slowAnswer takes a whole number of milliseconds, 0 or more, not -1"],
  ])("the options %j are refused", (options, message) => {
    expect(() => documentedFetch(options)).toThrow(message);
  });

  const longest = 2 ** 31 - 1;
  test.each([
    { slowAnswer: 0, retryAfter: 1, rateLimit: 1 },
    { slowAnswer: longest, retryAfter: longest, rateLimit: longest },
  ])("%j is accepted", (options) => {
    expect(() => documentedFetch(options)).not.toThrow();
  });

  test("a slowAnswer that is longer than timers allow is refused", () => {
    expect(() => documentedFetch({ slowAnswer: longest + 1 })).toThrow("slowAnswer takes a whole number");
  });
});

describe("like fetch,", () => {
  const url = new URL(`http://localhost/v3/chats/${chatId}/leave`);
  const init = { method: "POST", headers: { authorization: "Bearer any-key" } };

  test("documentedFetch accepts a Request, a URL and an init", async () => {
    const fetch = documentedFetch();
    expect((await fetch(new Request(url, init))).status).toBe(202);
    expect((await fetch(url, init)).status).toBe(409);
    expect((await fetch(new Request(url, init), { method: "propfind" })).status).toBe(405);
  });

  test("documentedFetch sends a GET by default", async () => {
    const response = await documentedFetch()("http://localhost/nowhere");
    expect((await response.json()).detail).toContain("The contract has no GET /nowhere. ");
  });

  test("documentedFetch sends the body of an init, or else of a Request, and leaves it readable", async () => {
    const fetch = documentedFetch();
    const request = new Request(url, { ...init, body: "{}" });
    expect((await fetch(url, { ...init, body: "{}" })).status).toBe(400);
    expect((await fetch(request)).status).toBe(400);
    expect((await fetch(request, { body: "" })).status).toBe(202);
    expect(await request.text()).toBe("{}");
  });
});

test("a refusal of a method shows at most 200 characters of the path", async () => {
  const response = await leave(documentedFetch(), "x".repeat(1_000), { method: "PROPFIND" });
  expect((await response.json()).detail).toMatch(/^\/v3\/chats\/x{190} takes .*POST.*, not PROPFIND\.$/);
});

test("each response is JSON with a trace id of its own, which the journal has too", async () => {
  const fetch = documentedFetch();
  const response = await leave(fetch);
  const traceId = response.headers.get("x-trace-id");
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ message: "Leave group chat queued", status: "accepted", trace_id: traceId });
  expect(fetch.requests).toMatchObject([{ traceId }]);
});

test("a request that the contract does not have gets a list of what it has, and a trace id", async () => {
  const response = await documentedFetch()(`http://localhost/${"x".repeat(1_000)}`);
  const known = Object.values(operations).map(({ method, path }) => `${method} ${path}`);
  expect(response.headers.get("x-trace-id")).toMatch(/^[\da-f]{32}$/);
  expect(await response.json()).toEqual({
    type: "about:blank",
    title: "Not Found",
    status: 404,
    detail: `The contract has no GET /${"x".repeat(199)}. It has ${known.join(", ")}.`,
  });
});

describe("next", () => {
  test("next adds to what is already queued, whatever the case of the chat's id", async () => {
    const fetch = documentedFetch();
    fetch.next(chatId, ["gatewayPage"]);
    fetch.next(chatId.toUpperCase(), ["networkTimeout"]);
    expect([(await leave(fetch)).status, (await leave(fetch)).status]).toEqual([502, 504]);
  });

  test("next is not used up by a request that breaks the contract, or by another chat", async () => {
    const fetch = documentedFetch();
    fetch.next(chatId, ["networkTimeout"]);
    expect((await leave(fetch, chatId, { headers: {} })).status).toBe(401);
    expect((await leave(fetch, "550e8400-e29b-41d4-a716-446655440001")).status).toBe(202);
    expect((await leave(fetch)).status).toBe(504);
  });

  test("next takes precedence over the chat's state and its id", async () => {
    const fetch = documentedFetch();
    await leave(fetch);
    fetch.next(chatId, ["internalServerError"]);
    expect([(await leave(fetch)).status, (await leave(fetch)).status]).toEqual([500, 409]);
  });

  test.each([
    [chatId, ["nonsense"], /^Unknown answer "nonsense"\. The contract has .*\baccepted, /],
    [chatId, ["webhookLate"], "The faults are slowAnswer, connectionReset, answerLost, truncatedBody, gatewayPage"],
    [chatId, [], "next needs a list of answers"],
    ["42", ["accepted"], "next needs a chat id (a UUID)"],
  ])("next refuses %s and %j", (id, answers, message) => {
    expect(() => documentedFetch().next(id, answers as [])).toThrow(message);
  });
});

test("a fault does not change the chat, except for answerLost", async () => {
  const fetch = documentedFetch();
  fetch.next(chatId, ["connectionReset", "truncatedBody", "gatewayPage"]);
  for (let count = 0; count < 3; count++) await leave(fetch).catch(() => {});
  expect(fetch.chats.size).toBe(0);
  fetch.next(chatId, ["answerLost"]);
  await expect(leave(fetch)).rejects.toThrow("fetch failed");
  expect([...fetch.chats]).toEqual([[chatId, "left"]]);
});

const reset = { message: "The connection was reset", code: "ECONNRESET" };

test("a reset connection is an error like Node's own", async () => {
  const fetch = documentedFetch();
  fetch.next(chatId, ["connectionReset"]);
  await expect(leave(fetch)).rejects.toMatchObject({ message: "fetch failed", cause: reset });
});

test("a truncated body ends in the middle, with an error like Node's own", async () => {
  const fetch = documentedFetch();
  const whole = await (await leave(fetch)).text();
  fetch.reset();
  fetch.next(chatId, ["truncatedBody"]);
  const reader = (await leave(fetch)).body?.getReader();
  const half = new TextDecoder().decode((await reader?.read())?.value);
  expect(half).toHaveLength(Math.floor(whole.length / 2));
  expect(whole.startsWith(half.slice(0, 20))).toBe(true);
  await expect(reader?.read()).rejects.toMatchObject({ message: "terminated", cause: reset });
});

test("slowAnswer ends with the caller's signal, leaves no timer, and does nothing", async () => {
  vi.useFakeTimers();
  const fetch = documentedFetch();
  fetch.next(chatId, ["slowAnswer"]);
  const controller = new AbortController();
  const answer = leave(fetch, chatId, { signal: controller.signal });
  const refused = expect(answer).rejects.toBe("changed my mind");
  await vi.advanceTimersByTimeAsync(1);
  expect(vi.getTimerCount()).toBe(1);
  controller.abort("changed my mind");
  await refused;
  expect([vi.getTimerCount(), fetch.chats.size]).toEqual([0, 0]);
  expect(fetch.requests).toMatchObject([{ answer: "slowAnswer" }]);
});

test("documentedFetch does nothing if the signal has already aborted", async () => {
  const fetch = documentedFetch();
  await expect(leave(fetch, chatId, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
  expect(fetch.requests).toEqual([]);
});

test("reset clears chats, requests and queued responses", async () => {
  const fetch = documentedFetch();
  await leave(fetch);
  fetch.next(chatId, ["gatewayPage"]);
  fetch.reset();
  expect([fetch.chats.size, fetch.requests.length]).toEqual([0, 0]);
  expect((await leave(fetch)).status).toBe(202);
});

test("a Prefer header that asks for an undocumented response gets a list of the documented ones", async () => {
  const response = await leave(documentedFetch(), chatId, {
    headers: { authorization: "Bearer any-key", prefer: "code=418" },
  });
  expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  expect((await response.json()).detail).toMatch(
    /^leaveChat documents no response with code=418\. It has 202 accepted, 400 phoneNumberNotE164, /,
  );
});
