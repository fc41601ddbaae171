import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createLinqClient } from "./client.js";
import type { ClientOptions, Clock } from "./options.js";

const apiKey = "secret-key";
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";
const params = { path: { chatId } };
const accepted = { message: "Leave group chat queued", status: "accepted", trace_id: "t" };
const never = () => new Promise<never>(() => {});

type Step = Response | Error | ((request: Request) => Promise<Response>);

/** A client whose requests are answered step by step, and whose clock only writes down what it is told to wait. */
function scripted(steps: Step[], options: ClientOptions = {}) {
  const requests: Request[] = [];
  const waits: number[] = [];
  const clock: Clock = {
    now: () => Date.UTC(2026, 0, 2),
    random: () => 0.5,
    sleep: async (ms) => {
      waits.push(ms);
    },
  };
  const fetch = async (request: Request) => {
    const step = steps[Math.min(requests.length, steps.length - 1)] as Step;
    requests.push(request);
    if (step instanceof Error) throw step;
    return step instanceof Response ? step.clone() : step(request);
  };
  const linq = createLinqClient({ apiKey, baseUrl: "https://example.com/api", fetch, clock, ...options });
  return { linq, requests, waits };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  Response.json(body, { status, headers });
const failure = (status: number, code: number) => json(status, { error: { status, code, message: "m" } });
const networkError = (code: string) =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("connect"), { code }) });
const html = (status: number, headers: Record<string, string> = {}) =>
  new Response("<html>", { status, headers: { "content-type": "text/html", ...headers } });

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    (value) => Promise.reject(new Error(`It resolved with ${inspect(value)}.`)),
    (error: unknown) => error as Error,
  );

afterEach(() => {
  vi.unstubAllGlobals();
});

describe("leaveChat", () => {
  test("sends one POST with the key, and resolves with the body", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);

    expect(await linq.leaveChat(chatId)).toEqual(accepted);

    expect(requests).toHaveLength(1);
    const [request] = requests as [Request];
    expect(request.method).toBe("POST");
    expect(request.url).toBe(`https://example.com/api/v3/chats/${chatId}/leave`);
    expect(Object.fromEntries(request.headers)).toEqual({
      accept: "application/json",
      authorization: `Bearer ${apiKey}`,
    });
    expect(request.redirect).toBe("manual");
    expect(request.body).toBeNull();
  });

  test.each([200, 201, 202, 203, 299])("takes status %i for success", async (status) => {
    expect(await scripted([json(status, accepted)]).linq.leaveChat(chatId)).toEqual(accepted);
  });

  test("takes 204 for an answer without the documented body", async () => {
    expect(await rejection(scripted([new Response(null, { status: 204 })]).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      message: "204 with no body. The request may have been carried out",
    });
  });

  test.each([[""], [".."], ["a/b"], [null], [undefined], [42], [[chatId]]])(
    "sends nothing for the id %j",
    async (id) => {
      const { linq, requests } = scripted([json(202, accepted)]);

      expect((await rejection(linq.leaveChat(id as never))).name).toBe("LinqInputError");
      expect(requests).toEqual([]);
    },
  );

  test("sends nothing when an option is wrong", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);

    expect((await rejection(linq.leaveChat(chatId, { timeout: 0 }))).name).toBe("LinqInputError");
    expect((await rejection(linq.leaveChat(chatId, { signal: {} as never }))).name).toBe("LinqInputError");
    expect(requests).toEqual([]);
  });

  test("takes null for no options, as JavaScript callers may pass it", async () => {
    expect(await scripted([json(202, accepted)]).linq.leaveChat(chatId, null as never)).toEqual(accepted);
    expect(() => createLinqClient(null as never)).toThrow("There is no API key");
  });

  test("rejects with the documented error", async () => {
    const { linq, requests } = scripted([failure(409, 2013)]);

    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqApiError",
      message: "409 / 2013 m",
      attempts: 1,
      maybeDelivered: false,
    });
    expect(requests).toHaveLength(1);
  });

  test("looks the global fetch up at each request", async () => {
    const linq = createLinqClient({ apiKey, baseUrl: "https://example.com" });
    vi.stubGlobal("fetch", async () => json(202, accepted));
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
  });

  test("gives the global fetch the time limit's signal and follows no redirect", async () => {
    const seen: RequestInit[] = [];
    vi.stubGlobal("fetch", async (_: unknown, init: RequestInit) => {
      seen.push(init);
      return json(202, accepted);
    });
    const linq = createLinqClient({ apiKey, baseUrl: "https://example.com" });
    await linq.leaveChat(chatId);
    await linq.POST(path, { params });
    const common = { redirect: "manual", signal: expect.any(AbortSignal) };
    expect(seen).toEqual([expect.objectContaining(common), common]);
  });
});

describe("retries", () => {
  test("follow a transient code with growing pauses, until success", async () => {
    const { linq, requests, waits } = scripted([failure(409, 2009), failure(500, 3006), json(202, accepted)]);

    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  test("end after 2, with the last error", async () => {
    const { linq, requests, waits } = scripted([
      failure(500, 3001),
      failure(500, 3002),
      failure(500, 3003),
      json(202, accepted),
    ]);

    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ name: "LinqApiError", code: 3003, attempts: 3 });
    expect(requests).toHaveLength(3);
    expect(waits).toHaveLength(2);
  });

  test.each([0, 1, 5])("are as many as maxRetries says: %i", async (maxRetries) => {
    const { linq, requests } = scripted([failure(500, 3006)]);
    expect(await rejection(linq.leaveChat(chatId, { maxRetries }))).toMatchObject({ attempts: maxRetries + 1 });
    expect(requests).toHaveLength(maxRetries + 1);
  });

  test("are switched off by the client's maxRetries, and on again by the call's", async () => {
    const { linq, requests } = scripted([failure(500, 3006)], { maxRetries: 0 });
    await rejection(linq.leaveChat(chatId));
    expect(requests).toHaveLength(1);
    await rejection(linq.leaveChat(chatId, { maxRetries: 1 }));
    expect(requests).toHaveLength(3);
  });

  test("wait as long as the header says", async () => {
    const { linq, waits } = scripted([
      json(429, { error: { status: 429, code: 1007, message: "m", retry_after: 9 } }, { "retry-after": "7" }),
      json(202, accepted),
    ]);
    await linq.leaveChat(chatId);
    expect(waits).toEqual([7000]);
  });

  test("are not made where the wait would be longer than 60 s: the error carries it", async () => {
    const { linq, requests } = scripted([html(503, { "retry-after": "61" })]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      retryAfter: 61,
      attempts: 1,
    });
    expect(requests).toHaveLength(1);
  });

  test("follow an unreadable answer by its status", async () => {
    const { linq, requests } = scripted([html(502), json(202, accepted)]);
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(2);
  });

  test("do not follow an unreadable success", async () => {
    const { linq, requests } = scripted([html(202), json(202, accepted)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ name: "LinqResponseError", status: 202 });
    expect(requests).toHaveLength(1);
  });

  test("follow no answer at all", async () => {
    const { linq, requests, waits } = scripted([
      networkError("ECONNRESET"),
      networkError("ECONNREFUSED"),
      json(202, accepted),
    ]);
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });
});

describe("a lost answer", () => {
  test.each([
    "ECONNREFUSED",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "UND_ERR_CONNECT_TIMEOUT",
    "CERT_HAS_EXPIRED",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "ERR_SSL_WRONG_VERSION_NUMBER",
  ])("after %s: Linq has not got the request", async (code) => {
    expect(await rejection(scripted([networkError(code)], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      message: `No whole answer from https://example.com (${code}). Linq has not got the request`,
      attempts: 1,
      maybeDelivered: false,
      cause: { name: "TypeError", message: "fetch failed", cause: { code } },
    });
  });

  test.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "XECONNREFUSED", "ECONNREFUSEDX", "UND_ERR_CONNECT_TIMEOUTX"])(
    "after %s: Linq may have got the request",
    async (code) => {
      expect(await rejection(scripted([networkError(code)], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
        message: `No whole answer from https://example.com (${code}). Linq may have got the request`,
        maybeDelivered: true,
      });
    },
  );

  test("may have the code on the error itself", async () => {
    const error = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    expect(await rejection(scripted([error], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      maybeDelivered: false,
    });
  });

  test.each([[undefined], [null], ["text"]])("of a fetch that throws %s is one all the same", async (thrown) => {
    const step = () => Promise.reject(thrown);
    expect(await rejection(scripted([step], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      message: "No whole answer from https://example.com (undefined). Linq may have got the request",
      cause: { message: String(thrown) },
    });
  });

  test("counts though a later attempt cannot have been delivered", async () => {
    const { linq } = scripted([networkError("ECONNRESET"), networkError("ECONNREFUSED")]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ attempts: 3, maybeDelivered: true });
  });

  test("before a 2013 is spoken of", async () => {
    const { linq } = scripted([networkError("ECONNRESET"), failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      message: "409 / 2013 m. An earlier attempt, whose answer was lost, may have caused this",
      attempts: 2,
      maybeDelivered: true,
    });
  });

  test("before a 2013 is spoken of when it was there but could not be read", async () => {
    const { linq } = scripted([html(502), failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ maybeDelivered: true });
  });

  test.each([
    ["refused", networkError("ECONNREFUSED")],
    ["a documented error", failure(500, 3006)],
  ])("is not what a first attempt came to that was %s", async (_, step) => {
    const { linq } = scripted([step, failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ attempts: 2, maybeDelivered: false });
  });

  test("is what a body comes to that breaks off", async () => {
    const step = async () =>
      new Response(new ReadableStream({ pull: (controller) => controller.error(new Error("terminated")) }));
    expect(await rejection(scripted([step], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      maybeDelivered: true,
    });
  });
});

describe("the time limit", () => {
  test.each<[string, Step]>([
    ["the headers", never],
    ["the body", async () => new Response(new ReadableStream({ pull: never }))],
  ])("covers %s, even of a fetch that heeds no signal", async (_, step) => {
    const { linq, requests } = scripted([step], { timeout: 5, maxRetries: 1 });
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqTimeoutError",
      message: "No whole answer within 5 ms. Linq may have got the request",
      timeout: 5,
      attempts: 2,
      maybeDelivered: true,
    });
    expect(requests).toHaveLength(2);
    expect(requests.map((request) => request.signal.aborted)).toEqual([true, true]);
  });

  test("of a call wins over the client's", async () => {
    const { linq } = scripted([never], { maxRetries: 0 });
    expect(await rejection(linq.leaveChat(chatId, { timeout: 5 }))).toMatchObject({
      name: "LinqTimeoutError",
      timeout: 5,
    });
  });

  test("leaves no timer behind", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await scripted([json(202, accepted)]).linq.leaveChat(chatId);
    await rejection(scripted([networkError("ECONNRESET")]).linq.leaveChat(chatId));
    expect(timers()).toBe(before);
  });
});

describe("the caller's signal", () => {
  test.each(["reason", new Error("enough"), 0, "", null, false])("rejects with its own reason (%s)", async (reason) => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.leaveChat(chatId, { signal: controller.signal }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort(reason);

    expect(await result).toBe(reason);
    expect(requests).toHaveLength(1);
  });

  test("that has aborted already lets nothing be sent", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect(await rejection(linq.leaveChat(chatId, { signal: AbortSignal.abort("reason") }))).toBe("reason");
    expect(requests).toEqual([]);
  });

  test("aborts the request", async () => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.leaveChat(chatId, { signal: controller.signal }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort();
    await result;
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  test("stops the reading of a body", async () => {
    const controller = new AbortController();
    const step = async () =>
      new Response(
        new ReadableStream({
          pull() {
            controller.abort("reason");
            return never();
          },
        }),
      );
    expect(await rejection(scripted([step]).linq.leaveChat(chatId, { signal: controller.signal }))).toBe("reason");
  });

  test("stops a pause between attempts, though the clock sleeps on", async () => {
    const controller = new AbortController();
    const sleep = () => {
      controller.abort("reason");
      return never();
    };
    const { linq, requests } = scripted([failure(500, 3006)], { clock: { now: Date.now, random: Math.random, sleep } });

    expect(await rejection(linq.leaveChat(chatId, { signal: controller.signal }))).toBe("reason");
    expect(requests).toHaveLength(1);
  });

  test("is left without a listener", async () => {
    const { signal } = new AbortController();
    await scripted([failure(500, 3006), json(202, accepted)]).linq.leaveChat(chatId, { signal });
    await rejection(scripted([failure(409, 2013)]).linq.leaveChat(chatId, { signal }));
    await rejection(scripted([networkError("ECONNRESET")]).linq.leaveChat(chatId, { signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("POST", () => {
  test("resolves with the data, the answer and its own headers", async () => {
    const { linq } = scripted([json(202, accepted, { "x-trace-id": "t" })]);
    const { data, error, response } = await linq.POST(path, { params });
    expect(data).toEqual(accepted);
    expect(error).toBeUndefined();
    expect(response.status).toBe(202);
    expect(response.headers.get("x-trace-id")).toBe("t");
  });

  test("resolves with the documented error, after the same retries", async () => {
    const { linq, requests } = scripted([failure(500, 3006), failure(409, 2013)]);
    const { data, error, response } = await linq.POST(path, { params });
    expect(data).toBeUndefined();
    expect(error).toEqual({ error: { status: 409, code: 2013, message: "m" } });
    expect(response.status).toBe(409);
    expect(requests).toHaveLength(2);
  });

  test("takes maxRetries and timeout for the call", async () => {
    const { linq, requests } = scripted([failure(500, 3006)]);
    await linq.POST(path, { params, maxRetries: 0 });
    expect(requests).toHaveLength(1);
    expect(await rejection(scripted([never]).linq.POST(path, { params, maxRetries: 0, timeout: 5 }))).toMatchObject({
      name: "LinqTimeoutError",
      timeout: 5,
    });
  });

  test("takes a 204 for success", async () => {
    const { data, response } = await scripted([new Response(null, { status: 204 })]).linq.POST(path, { params });
    expect(data).toBeUndefined();
    expect(response.status).toBe(204);
  });

  test("rejects where there is no documented answer", async () => {
    expect(await rejection(scripted([html(404)]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqResponseError",
      status: 404,
    });
    expect(await rejection(scripted([networkError("ECONNREFUSED")]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqConnectionError",
    });
  });

  test("rejects with the reason of its signal", async () => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.POST(path, { params, signal: controller.signal, maxRetries: 0 }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort("reason");
    expect(await result).toBe("reason");
  });

  test("rejects with an AbortError where the reason is falsy, for openapi-fetch would lose it", async () => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.POST(path, { params, signal: controller.signal }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort(0);
    expect(await result).toMatchObject({ name: "AbortError", message: "The call was aborted with the reason 0" });
  });

  test("sends nothing for an id that is no UUID, or is missing", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect((await rejection(linq.POST(path, { params: { path: { chatId: ".." } } }))).name).toBe("LinqInputError");
    expect(await rejection(linq.POST(path, { params: { path: {} } } as never))).toMatchObject({
      name: "LinqInputError",
      message: "A path parameter is missing: give it in params.path",
    });
    expect(requests).toEqual([]);
  });

  test("sends the key to the configured origin only", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    for (const baseUrl of ["https://example.org", "https://example.com.evil.example", "http://example.com"]) {
      expect(await rejection(linq.POST(path, { params, baseUrl }))).toMatchObject({
        name: "LinqInputError",
        message: `This client sends its API key to https://example.com only. For ${baseUrl}, create another`,
      });
    }
    expect(requests).toEqual([]);
    await linq.POST(path, { params, baseUrl: "https://example.com/elsewhere" });
    expect(requests.map(({ url }) => url)).toEqual([`https://example.com/elsewhere/v3/chats/${chatId}/leave`]);
  });

  test("sends a body again with each attempt", async () => {
    const bodies: string[] = [];
    const read = (answer: Response) => async (request: Request) => {
      bodies.push(await request.text());
      return answer;
    };
    const { linq } = scripted([read(failure(500, 3006)), read(json(202, accepted))]);
    await linq.POST(path, { params, body: { a: 1 } } as never);
    expect(bodies).toEqual(['{"a":1}', '{"a":1}']);
  });

  test("serialises a path parameter of an operation without a chat", async () => {
    const { linq, requests } = scripted([json(200, {})]);
    await linq.POST("/v3/other/{name}" as never, { params: { path: { name: "a/b" } } } as never);
    expect(requests[0]?.url).toBe("https://example.com/api/v3/other/a%2Fb");
  });
});

describe("a middleware", () => {
  test("sees the request of POST and can read its answer", async () => {
    const { linq } = scripted([json(202, accepted)]);
    const seen: unknown[] = [];
    linq.use({
      onRequest: ({ schemaPath }) => void seen.push(schemaPath),
      onResponse: async ({ response }) => void seen.push(await response.clone().json()),
    });
    const { data } = await linq.POST(path, { params });
    expect(data).toEqual(accepted);
    expect(seen).toEqual([path, accepted]);
  });

  test("cannot break what leaveChat promises", async () => {
    const { linq } = scripted([json(202, accepted)]);
    linq.use({ onResponse: () => new Response("something else") });
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
  });
});

describe("the client", () => {
  test("shows no key", () => {
    const { linq } = scripted([json(202, accepted)]);
    expect(inspect(linq, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(apiKey);
    expect(JSON.stringify(linq)).not.toContain(apiKey);
  });

  test("shares nothing between concurrent calls but its configuration", async () => {
    const answers = new Map([
      ["00000000-0000-4000-8000-000000000001", json(202, accepted)],
      ["00000000-0000-4000-8000-000000000002", failure(409, 2013)],
      ["00000000-0000-4000-8000-000000000003", html(404)],
    ]);
    const answer = async ({ url }: Request) => answers.get(url.split("/").at(-2) as string) as Response;
    const { linq } = scripted([answer]);
    const controller = new AbortController();
    controller.abort("reason");

    const results = await Promise.allSettled([
      ...[...answers.keys()].map((id) => linq.leaveChat(id)),
      linq.leaveChat(chatId, { signal: controller.signal }),
    ]);

    expect(results).toMatchObject([
      { value: accepted },
      { reason: { name: "LinqApiError" } },
      { reason: { name: "LinqResponseError" } },
      { reason: "reason" },
    ]);
  });
});
