import { getEventListeners } from "node:events";
import { inspect } from "node:util";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createLinqClient, type LinqClient } from "./client.js";
import type { Attempt, ClientOptions, Clock } from "./client-options.js";

const apiKey = "secret-key";
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";
const params = { path: { chatId } };
const accepted = { message: "Leave group chat queued", status: "accepted", trace_id: "t" };
const never = () => new Promise<never>(() => {});

type Step = Response | Error | ((request: Request) => Promise<Response>);

/** A client whose requests are answered step by step, and whose clock only records the waits. */
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
  const fetch = async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
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
  vi.useRealTimers();
});

describe("leaveChat", () => {
  test("leaveChat sends one POST with the key, and resolves with the body", async () => {
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

  test.each([200, 201, 202, 203, 299])("leaveChat treats status %i as success", async (status) => {
    expect(await scripted([json(status, accepted)]).linq.leaveChat(chatId)).toEqual(accepted);
  });

  test("leaveChat rejects 204, which lacks the documented body", async () => {
    expect(await rejection(scripted([new Response(null, { status: 204 })]).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      message: "204 with no body. The request may have been carried out",
    });
  });

  test.each([[""], [".."], ["a/b"], [null], [undefined], [42], [[chatId]]])(
    "leaveChat sends nothing for the id %j",
    async (id) => {
      const { linq, requests } = scripted([json(202, accepted)]);

      expect((await rejection(linq.leaveChat(id as never))).name).toBe("LinqInputError");
      expect(requests).toEqual([]);
    },
  );

  test("leaveChat sends nothing when an option is wrong", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);

    expect((await rejection(linq.leaveChat(chatId, { timeout: 0 }))).name).toBe("LinqInputError");
    expect((await rejection(linq.leaveChat(chatId, { signal: {} as never }))).name).toBe("LinqInputError");
    expect(requests).toEqual([]);
  });

  test("leaveChat treats null as no options, because JavaScript callers may pass it", async () => {
    expect(await scripted([json(202, accepted)]).linq.leaveChat(chatId, null as never)).toEqual(accepted);
    expect(() => createLinqClient(null as never)).toThrow("No API key");
  });

  test("leaveChat rejects with the documented error", async () => {
    const { linq, requests } = scripted([failure(409, 2013)]);

    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqApiError",
      message: "409 / 2013 m",
      attempts: 1,
      maybeDelivered: false,
    });
    expect(requests).toHaveLength(1);
  });

  test("leaveChat looks up the global fetch at each request", async () => {
    const linq = createLinqClient({ apiKey, baseUrl: "https://example.com" });
    vi.stubGlobal("fetch", async () => json(202, accepted));
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
  });

  test("leaveChat gives the global fetch the time limit's signal and follows no redirect", async () => {
    const seen: RequestInit[] = [];
    vi.stubGlobal("fetch", async (_: unknown, init: RequestInit) => {
      seen.push(init);
      return json(202, accepted);
    });
    const linq = createLinqClient({ apiKey, baseUrl: "https://example.com" });
    await linq.leaveChat(chatId);
    await linq.POST(path, { params });
    const common = {
      method: "POST",
      headers: expect.any(Headers),
      redirect: "manual",
      signal: expect.any(AbortSignal),
    };
    expect(seen).toEqual([common, common]);
  });
});

describe("retries", () => {
  test("retries a transient code with growing pauses until it succeeds", async () => {
    const { linq, requests, waits } = scripted([failure(409, 2009), failure(500, 3006), json(202, accepted)]);

    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(3);
    expect(waits).toEqual([500, 1000]);
  });

  test("gives up after 2 retries, with the last error", async () => {
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

  test.each([0, 1, 5])("retries as often as maxRetries allows: %i", async (maxRetries) => {
    const { linq, requests } = scripted([failure(500, 3006)]);
    expect(await rejection(linq.leaveChat(chatId, { maxRetries }))).toMatchObject({ attempts: maxRetries + 1 });
    expect(requests).toHaveLength(maxRetries + 1);
  });

  test("the call's maxRetries overrides the client's", async () => {
    const { linq, requests } = scripted([failure(500, 3006)], { maxRetries: 0 });
    await rejection(linq.leaveChat(chatId));
    expect(requests).toHaveLength(1);
    await rejection(linq.leaveChat(chatId, { maxRetries: 1 }));
    expect(requests).toHaveLength(3);
  });

  test("waits as long as retry-after says", async () => {
    const { linq, waits } = scripted([
      json(429, { error: { status: 429, code: 1007, message: "m", retry_after: 9 } }, { "retry-after": "7" }),
      json(202, accepted),
    ]);
    await linq.leaveChat(chatId);
    expect(waits).toEqual([7500]);
  });

  test("does not retry if the wait would be longer than 60 s; the error says how long it is", async () => {
    const { linq, requests } = scripted([html(503, { "retry-after": "61" })]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      retryAfter: 61,
      attempts: 1,
    });
    expect(requests).toHaveLength(1);
  });

  test("retries an unreadable response according to its status", async () => {
    const { linq, requests } = scripted([html(502), json(202, accepted)]);
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    expect(requests).toHaveLength(2);
  });

  test("does not retry an unreadable success", async () => {
    const { linq, requests } = scripted([html(202), json(202, accepted)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ name: "LinqResponseError", status: 202 });
    expect(requests).toHaveLength(1);
  });

  test("retries if there is no response", async () => {
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

describe("a lost response", () => {
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
  ])("after %s, the error says that Linq did not carry out the request", async (code) => {
    expect(await rejection(scripted([networkError(code)], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      message: `No complete response from https://example.com (${code}). Linq did not carry out the request`,
      attempts: 1,
      maybeDelivered: false,
      cause: { name: "TypeError", message: "fetch failed", cause: { code } },
    });
  });

  test.each(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET", "XECONNREFUSED", "ECONNREFUSEDX", "UND_ERR_CONNECT_TIMEOUTX"])(
    "after %s, the error says that Linq may have carried out the request",
    async (code) => {
      expect(await rejection(scripted([networkError(code)], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
        message: `No complete response from https://example.com (${code}). Linq may have carried out the request`,
        maybeDelivered: true,
      });
    },
  );

  test("reads the code from the error itself if it has no cause", async () => {
    const error = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    expect(await rejection(scripted([error], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      maybeDelivered: false,
    });
  });

  const throwing = {
    get message(): string {
      throw new Error("the message cannot be read");
    },
    get cause() {
      throw new Error("the cause cannot be read");
    },
  };
  const revoked = Proxy.revocable({}, {});
  revoked.revoke();
  test.each([
    ["undefined", undefined, "", "undefined"],
    ["null", null, "", "null"],
    ["a string", "text", " (text)", "text"],
    ["an object without a prototype", Object.create(null), "", ""],
    ["an object whose getters throw", throwing, "", ""],
    ["a revoked proxy", revoked.proxy, "", ""],
    ["an error whose stack is a list", Object.assign(new Error("odd"), { stack: ["a"] }), " (odd)", "odd"],
    ["an error without a code", new TypeError("Failed to fetch"), " (Failed to fetch)", "Failed to fetch"],
    [
      "an error whose cause has no code",
      new TypeError("failed", { cause: new Error("other side closed") }),
      " (other side closed)",
      "failed",
    ],
  ])("a fetch that throws %s counts as a connection error too", async (_, thrown, why, message) => {
    const step = () => Promise.reject(thrown);
    const error = await rejection(scripted([step], { maxRetries: 0 }).linq.leaveChat(chatId));
    expect(error).toMatchObject({
      name: "LinqConnectionError",
      message: `No complete response from https://example.com${why}. Linq may have carried out the request`,
      cause: { message, stack: expect.any(String) },
    });
  });

  test.each([
    "error sending request for url (http://127.0.0.1:1/): client error (Connect): tcp connect error: Connection refused (os error 111)",
    "dns error: failed to lookup address information: Name or service not known",
    "net::ERR_NAME_NOT_RESOLVED",
    "net::ERR_CONNECTION_REFUSED",
    "unknown host",
  ])("recognizes from the runtime's message that a request was never sent: %s", async (message) => {
    expect(await rejection(scripted([new TypeError(message)], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject(
      {
        maybeDelivered: false,
      },
    );
  });

  test("recognizes from Bun's code that a connection was refused", async () => {
    const error = Object.assign(new Error("Unable to connect"), { code: "ConnectionRefused" });
    expect(await rejection(scripted([error], { maxRetries: 0 }).linq.leaveChat(chatId))).toMatchObject({
      maybeDelivered: false,
    });
  });

  test("maybeDelivered stays true if a later attempt cannot have been delivered", async () => {
    const { linq } = scripted([networkError("ECONNRESET"), networkError("ECONNREFUSED")]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ attempts: 3, maybeDelivered: true });
  });

  test("a 2013 after a lost response says that the earlier attempt may be the cause", async () => {
    const { linq } = scripted([networkError("ECONNRESET"), failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      message: "409 / 2013 m. An earlier attempt may have caused this",
      attempts: 2,
      maybeDelivered: true,
    });
  });

  test("a 2013 after an unreadable response says that the earlier attempt may be the cause", async () => {
    const { linq } = scripted([html(502), failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ maybeDelivered: true });
  });

  test.each([
    ["a refused connection", false, networkError("ECONNREFUSED")],
    ["a documented 429", false, failure(429, 1007)],
    ["a gateway's 429", false, html(429)],
    ["a documented 409", false, failure(409, 2009)],
    ["a documented 500, which may come after the effect", true, failure(500, 3006)],
    ["a documented 504, which may come after the effect", true, failure(504, 3005)],
  ])("after %s, maybeDelivered is %s", async (_, maybeDelivered, step) => {
    const { linq } = scripted([step, failure(409, 2013)]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ attempts: 2, maybeDelivered });
  });

  test("the error about a refused connection after a documented 5xx does not say that Linq did nothing", async () => {
    const { linq } = scripted([failure(500, 3003), networkError("ECONNREFUSED"), networkError("ECONNREFUSED")]);
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      message: expect.stringContaining("Linq may have carried out the request"),
      maybeDelivered: true,
    });
  });

  test("a truncated body counts as a lost response", async () => {
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
  ])("the time limit covers %s, even if fetch ignores the signal", async (_, step) => {
    const { linq, requests } = scripted([step], { timeout: 5, maxRetries: 1 });
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqTimeoutError",
      message: "No complete response within 5 ms. Linq may have carried out the request",
      timeout: 5,
      attempts: 2,
      maybeDelivered: true,
    });
    expect(requests).toHaveLength(2);
    expect(requests.map((request) => request.signal.aborted)).toEqual([true, true]);
  });

  test("a call's own timeout overrides the client's", async () => {
    const { linq } = scripted([never], { maxRetries: 0 });
    expect(await rejection(linq.leaveChat(chatId, { timeout: 5 }))).toMatchObject({
      name: "LinqTimeoutError",
      timeout: 5,
    });
  });

  test("a call leaves no timer behind", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    await scripted([json(202, accepted)]).linq.leaveChat(chatId);
    await rejection(scripted([networkError("ECONNRESET")]).linq.leaveChat(chatId));
    expect(timers()).toBe(before);
  });
});

describe("the caller's signal", () => {
  test("one signal serves many calls without a warning from Node", async () => {
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => warnings.push(warning);
    process.on("warning", onWarning);
    const controller = new AbortController();
    const { linq, requests } = scripted([never]);
    const calls = Array.from({ length: 20 }, () => rejection(linq.leaveChat(chatId, { signal: controller.signal })));
    await vi.waitFor(() => expect(requests).toHaveLength(20));
    controller.abort("reason");
    expect(await Promise.all(calls)).toEqual(calls.map(() => "reason"));
    // Node emits warnings in a later tick.
    await new Promise((resolve) => setImmediate(resolve));
    process.off("warning", onWarning);
    expect(warnings).toEqual([]);
  });

  test.each(["reason", new Error("enough"), 0, "", null, false])(
    "a call rejects with the signal's own reason (%s)",
    async (reason) => {
      const { linq, requests } = scripted([never]);
      const controller = new AbortController();
      const result = rejection(linq.leaveChat(chatId, { signal: controller.signal }));
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      controller.abort(reason);

      expect(await result).toBe(reason);
      expect(requests).toHaveLength(1);
    },
  );

  test("sends nothing if the signal has already aborted", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect(await rejection(linq.leaveChat(chatId, { signal: AbortSignal.abort("reason") }))).toBe("reason");
    expect(requests).toEqual([]);
  });

  test("rejects with the signal's reason even if the request fails at the moment of the abort", async () => {
    const controller = new AbortController();
    const fetch = async () => {
      controller.abort("reason");
      throw new TypeError("failed");
    };
    const linq = createLinqClient({ apiKey, fetch });
    expect(await rejection(linq.leaveChat(chatId, { signal: controller.signal }))).toBe("reason");
  });

  test("the signal aborts the request", async () => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.leaveChat(chatId, { signal: controller.signal }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort();
    await result;
    expect(requests[0]?.signal.aborted).toBe(true);
  });

  test("the signal stops the reading of a body", async () => {
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

  test("the signal ends a pause between attempts, even if the clock keeps sleeping", async () => {
    const controller = new AbortController();
    const sleep = () => {
      controller.abort("reason");
      return never();
    };
    const { linq, requests } = scripted([failure(500, 3006)], { clock: { now: Date.now, random: Math.random, sleep } });

    expect(await rejection(linq.leaveChat(chatId, { signal: controller.signal }))).toBe("reason");
    expect(requests).toHaveLength(1);
  });

  test("a call leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    await scripted([failure(500, 3006), json(202, accepted)]).linq.leaveChat(chatId, { signal });
    await rejection(scripted([failure(409, 2013)]).linq.leaveChat(chatId, { signal }));
    await rejection(scripted([networkError("ECONNRESET")]).linq.leaveChat(chatId, { signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("POST", () => {
  test("POST resolves with the data, the response and its own headers", async () => {
    const { linq } = scripted([json(202, accepted, { "x-trace-id": "t" })]);
    const { data, error, response } = await linq.POST(path, { params });
    expect(data).toEqual(accepted);
    expect(error).toBeUndefined();
    expect(response.status).toBe(202);
    expect(response.headers.get("x-trace-id")).toBe("t");
  });

  test("POST resolves with the documented error, after the same retries", async () => {
    const { linq, requests } = scripted([failure(500, 3006), failure(409, 2013)]);
    const { data, error, response } = await linq.POST(path, { params });
    expect(data).toBeUndefined();
    expect(error).toEqual({ error: { status: 409, code: 2013, message: "m" } });
    expect(response.status).toBe(409);
    expect(requests).toHaveLength(2);
  });

  test("POST takes maxRetries and timeout for the call", async () => {
    const { linq, requests } = scripted([failure(500, 3006)]);
    await linq.POST(path, { params, maxRetries: 0 });
    expect(requests).toHaveLength(1);
    expect(await rejection(scripted([never]).linq.POST(path, { params, maxRetries: 0, timeout: 5 }))).toMatchObject({
      name: "LinqTimeoutError",
      timeout: 5,
    });
  });

  test("POST rejects if a success lacks its documented body", async () => {
    expect(await rejection(scripted([new Response(null, { status: 204 })]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqResponseError",
      status: 204,
    });
    expect(await rejection(scripted([json(202, ["accepted"])]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqResponseError",
      status: 202,
    });
  });

  test("POST returns a response that can be cloned and read", async () => {
    const { linq } = scripted([json(202, accepted, { "x-trace-id": "t" })]);
    const { response } = await linq.POST(path, { params });
    expect(response).toMatchObject({ status: 202, ok: true, bodyUsed: true, body: null });
    const copy = response.clone();
    expect(copy).toBeInstanceOf(Response);
    expect(copy.headers.get("x-trace-id")).toBe("t");
    expect(await copy.json()).toEqual(accepted);
  });

  test.each([
    ["text", JSON.stringify(accepted)],
    ["json", accepted],
  ] as const)("POST parses the body as %s on request", async (parseAs, expected) => {
    const { data } = await scripted([json(202, accepted)]).linq.POST(path, { params, parseAs });
    expect(data).toEqual(expected);
  });

  test.each([[{ "x-a": "1" }], [[["x-a", "1"]]], [new Headers({ "x-a": "1" })]])(
    "POST adds headers in each form that fetch takes (case %#)",
    async (headers) => {
      const { linq, requests } = scripted([json(202, accepted)]);
      await linq.POST(path, { params, headers } as never);
      expect(Object.fromEntries(requests[0]?.headers ?? [])).toEqual({
        accept: "application/json",
        authorization: `Bearer ${apiKey}`,
        "x-a": "1",
      });
    },
  );

  test("request takes the method as an argument", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect((await linq.request("post", path, { params })).data).toEqual(accepted);
    expect(requests[0]?.method).toBe("POST");
  });

  test.each([undefined, null, 42, Symbol("post"), {}, Object.create(null)])(
    "refuses a method or path that is not a string (case %#), and sends nothing",
    async (wrong) => {
      const { linq, requests } = scripted([json(202, accepted)]);
      const post = linq.POST as (path: unknown) => Promise<unknown>;
      for (const call of [() => linq.request(wrong, path, { params }), () => post(wrong)]) {
        expect(await rejection(call())).toMatchObject({
          name: "LinqInputError",
          message: "A request needs a method and a path from the contract, both as strings",
        });
      }
      expect(requests).toEqual([]);
    },
  );

  test("POST rejects if there is no documented response", async () => {
    expect(await rejection(scripted([html(404)]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqResponseError",
      status: 404,
    });
    expect(await rejection(scripted([networkError("ECONNREFUSED")]).linq.POST(path, { params }))).toMatchObject({
      name: "LinqConnectionError",
    });
  });

  test("POST rejects with the reason of its signal", async () => {
    const { linq, requests } = scripted([never]);
    const controller = new AbortController();
    const result = rejection(linq.POST(path, { params, signal: controller.signal, maxRetries: 0 }));
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    controller.abort("reason");
    expect(await result).toBe("reason");
  });

  test.each([0, "", null, false])(
    "POST rejects with the reason of its signal even if it is falsy (%j)",
    async (reason) => {
      const { linq, requests } = scripted([never]);
      const controller = new AbortController();
      const result = rejection(linq.POST(path, { params, signal: controller.signal }));
      await vi.waitFor(() => expect(requests).toHaveLength(1));
      controller.abort(reason);
      expect(await result).toBe(reason);
    },
  );

  test("POST sends nothing for an id that is missing or not a UUID", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect((await rejection(linq.POST(path, { params: { path: { chatId: ".." } } }))).name).toBe("LinqInputError");
    expect(await rejection(linq.POST(path, { params: { path: {} } } as never))).toMatchObject({
      name: "LinqInputError",
      message: "Invalid chatId: expected a UUID such as 550e8400-e29b-41d4-a716-446655440000, got undefined",
    });
    expect((await rejection(linq.POST(path, {} as never))).name).toBe("LinqInputError");
    expect((await rejection(linq.POST(path, undefined as never))).name).toBe("LinqInputError");
    expect(requests).toEqual([]);
  });

  test.each([
    ["baseUrl", "https://evil.example"],
    ["fetch", fetch],
    ["Request", Request],
    ["redirect", "follow"],
    ["pathSerializer", String],
    ["credentials", "include"],
    ["singal", new AbortController().signal],
  ])("POST refuses the option %s, and sends nothing", async (name, value) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    expect(await rejection(linq.POST(path, { params, [name]: value } as never))).toMatchObject({
      name: "LinqInputError",
      message: expect.stringMatching(`^${name} is not an option of POST ${path.replace(/[{}]/g, ".")}`),
    });
    expect(requests).toEqual([]);
  });

  const circle: Record<string, unknown> = {};
  circle.self = circle;
  test.each([
    ["a header that HTTP does not allow", { headers: { "x-a": "a secret\nvalue" } }],
    ["a header parameter that HTTP does not allow", { params: { ...params, header: { "x-a": "a secret\nvalue" } } }],
    ["another key", { headers: { authorization: "a secret" } }],
    ["a body that refers to itself", { body: circle }],
    ["a parser that does not exist", { parseAs: "a secret" }],
    [
      "a serializer that throws null",
      {
        body: {},
        bodySerializer: () => {
          throw null;
        },
      },
    ],
    [
      "a serializer that throws an error",
      {
        body: {},
        bodySerializer: () => {
          throw new Error("a secret");
        },
      },
    ],
  ])("POST refuses %s without printing it, and sends nothing", async (_, init) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    for (const middleware of [undefined, [{ onRequest: () => {} }]]) {
      const error = await rejection(linq.POST(path, { params, middleware, ...init } as never));
      expect(error.name).toBe("LinqInputError");
      expect(inspect(error)).not.toContain("a secret");
    }
    expect(requests).toEqual([]);
  });

  test("refuses an operation that the contract does not have", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    for (const call of [() => linq.TRACE(path as never), () => linq.POST("/v3/elsewhere" as never)]) {
      expect(await rejection(call())).toMatchObject({
        name: "LinqInputError",
        message: expect.stringMatching(/^The contract has no operation (TRACE|POST) /),
      });
    }
    expect(requests).toEqual([]);
  });

  test("POST sends the body again with each attempt", async () => {
    const bodies: string[] = [];
    const read = (answer: Response) => async (request: Request) => {
      bodies.push(await request.text());
      return answer;
    };
    for (const middleware of [undefined, { onRequest: ({ request }: { request: Request }) => new Request(request) }]) {
      const { linq } = scripted([read(failure(500, 3006)), read(json(202, accepted))]);
      if (middleware) linq.use(middleware);
      await linq.POST(path, { params, body: { a: 1 } } as never);
      expect(bodies.splice(0)).toEqual(['{"a":1}', '{"a":1}']);
    }
  });
});

describe("a caller's mistake", () => {
  const trap = (): never => {
    throw new Error(`a caller's value that must not be printed`);
  };
  const trapped = new Proxy({}, { get: trap, has: trap, ownKeys: trap });
  const withParams = (init: object) => ({ params, ...init });

  test.each<[string, unknown]>([
    ["options that throw when they are read", trapped],
    ["params that throw", { params: trapped }],
    ["path parameters that throw", { params: { path: trapped } }],
    ["headers that throw", withParams({ headers: trapped })],
    ["a header whose value throws", withParams({ headers: { "x-a": { toString: trap } } })],
    ["a query that throws", { params: { ...params, query: trapped } }],
    ["a signal that throws", withParams({ signal: trapped })],
    ["a timeout that cannot be printed", withParams({ timeout: Object.create(null) })],
    ["retries that cannot be printed", withParams({ maxRetries: Object.create(null) })],
  ])("POST with %s rejects with a LinqInputError, and sends nothing", async (_, init) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const error = await rejection(linq.POST(path, init as never));
    expect(error).toMatchObject({ name: "LinqInputError" });
    expect((error as Error).message).not.toContain("must not be printed");
    expect(requests).toEqual([]);
  });

  test.each<[string, object, string]>([
    ["options that throw", trapped, "The options of leaveChat cannot be read"],
    ["parseAs", { parseAs: "text" }, "parseAs is not an option of leaveChat; it takes"],
    ["a body", { body: "x" }, "body is not an option of leaveChat; it takes"],
    ["params", { params: {} }, "params is not an option of leaveChat; it takes"],
  ])("leaveChat with %s rejects with a LinqInputError, and sends nothing", async (_, options, message) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const error = await rejection(linq.leaveChat(chatId, options as never));
    expect(error).toMatchObject({ name: "LinqInputError", message: expect.stringContaining(message) });
    expect(requests).toEqual([]);
  });

  test.each<[string, () => unknown]>([
    ["createLinqClient with options that throw", () => createLinqClient(trapped)],
    ["createLinqClient with a clock that throws", () => createLinqClient({ apiKey, clock: trapped as never })],
    ["use with something other than middleware", () => createLinqClient({ apiKey }).use(5 as never)],
    ["use with middleware that throws", () => createLinqClient({ apiKey }).use(trapped as never)],
  ])("%s throws a LinqInputError", (_, call) => {
    expect(call).toThrow(expect.objectContaining({ name: "LinqInputError" }));
  });
});

describe("middleware", () => {
  const calls: [string, (linq: ReturnType<typeof createLinqClient>, options?: object) => Promise<unknown>][] = [
    ["leaveChat", (linq, options) => linq.leaveChat(chatId, options)],
    ["POST", (linq, options) => linq.POST(path, { params, ...options }).then(({ data }) => data)],
  ];

  test.each(calls)("middleware sees the request and the response of %s", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const seen: unknown[] = [];
    linq.use({
      onRequest: ({ schemaPath, request }) => {
        seen.push(schemaPath);
        request.headers.set("x-added", "1");
      },
      onResponse: async ({ response }) => void seen.push(await response.clone().json()),
    });
    expect(await call(linq)).toEqual(accepted);
    expect(seen).toEqual([path, accepted]);
    expect(requests[0]?.headers.get("x-added")).toBe("1");
  });

  test.each<[string, (linq: LinqClient, middleware: Parameters<LinqClient["use"]>[0]) => void]>([
    [
      "was used twice and ejected once",
      (linq, middleware) => {
        linq.use(middleware, middleware);
        linq.eject(middleware);
      },
    ],
    [
      "came before one that is refused",
      (linq, middleware) => expect(() => linq.use(middleware, {} as never)).toThrow("use takes objects"),
    ],
  ])("middleware gets a Request if it %s", async (_, use) => {
    const { linq } = scripted([json(202, accepted)]);
    const seen: Request[] = [];
    use(linq, { onRequest: ({ request }) => void seen.push(request) });
    await linq.leaveChat(chatId);
    expect(seen).toEqual([expect.any(Request)]);
  });

  test.each(calls)("ejected middleware no longer sees %s", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const middleware = {
      onRequest: ({ request }: { request: Request }) => request.headers.set("x-added", "1") as never,
    };
    linq.use(middleware);
    linq.eject(middleware);
    await call(linq);
    expect(requests[0]?.headers.has("x-added")).toBe(false);
  });

  test.each(calls)("%s keeps its retries, time limit and signal if middleware makes a new request", async (_, call) => {
    const renew = {
      onRequest: ({ request }: { request: Request }) => new Request(request, { headers: { "x-new": "1" } }),
    };
    const retried = scripted([failure(500, 3006), json(202, accepted)]);
    retried.linq.use(renew);
    expect(await call(retried.linq)).toEqual(accepted);
    expect(retried.requests.map(({ headers }) => headers.get("x-new"))).toEqual(["1", "1"]);

    const slow = scripted([never], { maxRetries: 0 });
    slow.linq.use(renew);
    expect(await rejection(call(slow.linq, { timeout: 5 }))).toMatchObject({ name: "LinqTimeoutError", timeout: 5 });

    const controller = new AbortController();
    const result = rejection(call(slow.linq, { signal: controller.signal }));
    await vi.waitFor(() => expect(slow.requests).toHaveLength(2));
    controller.abort("reason");
    expect(await result).toBe("reason");
  });

  test.each(calls)("middleware cannot send the request of %s to another origin", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    for (const origin of ["https://example.org", "https://example.com.evil.example", "http://example.com"]) {
      const elsewhere = { onRequest: ({ request }: { request: Request }) => new Request(`${origin}/api`, request) };
      linq.use(elsewhere);
      expect(await rejection(call(linq))).toMatchObject({
        name: "LinqInputError",
        message: `This client sends its API key only to https://example.com; for ${origin}, create another client`,
      });
      linq.eject(elsewhere);
    }
    expect(requests).toEqual([]);
  });

  test.each(calls)(
    "middleware that never settles is covered by the time limit of %s, before and after the request",
    async (_, call) => {
      const before = scripted([json(202, accepted)]);
      before.linq.use({ onRequest: never });
      expect(await rejection(call(before.linq, { timeout: 5 }))).toMatchObject({
        name: "LinqTimeoutError",
        maybeDelivered: false,
        attempts: 0,
      });
      const after = scripted([json(202, accepted)]);
      after.linq.use({ onResponse: never });
      expect(await rejection(call(after.linq, { timeout: 5 }))).toMatchObject({
        name: "LinqTimeoutError",
        maybeDelivered: true,
        attempts: 1,
      });
    },
  );

  test.each(calls)(
    "middleware that never settles after retries: the error says how many requests %s made",
    async (_, call) => {
      const retried = scripted([failure(500, 3006), json(202, accepted)]);
      retried.linq.use({ onResponse: never });
      expect(await rejection(call(retried.linq, { timeout: 5 }))).toMatchObject({ attempts: 2, maybeDelivered: true });

      const refused = scripted([networkError("ECONNREFUSED")], { maxRetries: 2 });
      refused.linq.use({ onError: never });
      expect(await rejection(call(refused.linq, { timeout: 5 }))).toMatchObject({
        name: "LinqTimeoutError",
        attempts: 3,
        maybeDelivered: false,
      });
    },
  );

  test.each(calls)(
    "middleware that never settles is covered by the deadline of %s, before and after the request",
    async (_, call) => {
      for (const hanging of [{ onRequest: never }, { onResponse: never }]) {
        const { linq } = scripted([json(202, accepted)]);
        linq.use(hanging);
        expect(await rejection(call(linq, { deadline: 20 }))).toMatchObject({ name: "LinqTimeoutError" });
      }
    },
  );

  test.each(calls)("an endless body from middleware for %s is read only until the time limit", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)], { maxRetries: 0 });
    let isCancelled = false;
    const body = new ReadableStream({
      async pull(controller) {
        await new Promise((resolve) => setTimeout(resolve));
        if (!isCancelled) controller.enqueue(new Uint8Array(1));
      },
      cancel() {
        isCancelled = true;
      },
    });
    let renewed: Request | undefined;
    linq.use({
      onRequest({ request }) {
        renewed = new Request(request, { body, duplex: "half" } as RequestInit);
        return renewed;
      },
    });
    expect(await rejection(call(linq, { timeout: 20 }))).toMatchObject({ name: "LinqTimeoutError" });
    await renewed?.body?.cancel();
    await vi.waitFor(() => expect(isCancelled).toBe(true));
    expect(requests).toEqual([]);
  });

  test.each(calls)("middleware that never settles is abandoned when the signal of %s aborts", async (_, call) => {
    const { linq } = scripted([json(202, accepted)]);
    linq.use({ onRequest: never });
    expect(await rejection(call(linq, { signal: AbortSignal.timeout(5) }))).toMatchObject({ name: "TimeoutError" });
  });

  test.each(calls)("%s sends nothing after the time limit if middleware settles late", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    let settle = () => {};
    const late = new Promise<void>((resolve) => {
      settle = resolve;
    });
    linq.use({ onRequest: () => late });
    expect(await rejection(call(linq, { timeout: 5 }))).toMatchObject({ maybeDelivered: false });
    settle();
    await new Promise((resolve) => setTimeout(resolve));
    expect(requests).toEqual([]);
  });

  test.each([{ onRequest: never }, { onError: never }])(
    "middleware that never settles (%o) leaves no timer when the signal aborts",
    async (hanging) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const { linq } = scripted([never]);
      linq.use(hanging);
      const controller = new AbortController();
      const result = rejection(linq.leaveChat(chatId, { signal: controller.signal }));
      controller.abort("reason");
      expect(await result).toBe("reason");
      await new Promise((resolve) => setImmediate(resolve));
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  test.each(calls)("middleware that throws ends %s with its own error", async (_, call) => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const own = new Error("from the middleware");
    linq.use({
      onRequest: () => {
        throw own;
      },
    });
    expect(await rejection(call(linq))).toBe(own);
    expect(requests).toEqual([]);
  });

  test("leaveChat returns the body of a response that middleware made, or rejects with our error", async () => {
    const { linq, requests } = scripted([json(202, accepted)]);
    const answer = (response: Response) => ({ onRequest: () => response });
    const cached = answer(json(202, accepted));
    linq.use(cached);
    expect(await linq.leaveChat(chatId)).toEqual(accepted);
    linq.eject(cached);
    linq.use(answer(json(503, { down: true })));
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      status: 503,
      message: "503 with a response that middleware made",
    });
    expect(requests).toEqual([]);
  });

  test("middleware sees no API key in an error that echoes it", async () => {
    const { linq } = scripted([json(401, { error: { status: 401, code: 2004, message: apiKey } })]);
    let seen = "";
    linq.use({
      onResponse: async ({ response }) => {
        seen = await response.clone().text();
      },
    });
    await rejection(linq.leaveChat(chatId));
    expect(seen).toContain("[API key]");
    expect(seen).not.toContain(apiKey);
  });
});

describe("the deadline", () => {
  /** A clock that sleeps by jumping ahead. */
  function jumping() {
    let now = 1_000;
    const clock: Clock = {
      now: () => now,
      random: () => 0.5,
      sleep: async (ms) => {
        now += ms;
      },
    };
    return clock;
  }

  test.each([
    { deadline: 1_600, pauses: [500, 1_000] },
    { deadline: 1_500, pauses: [500] },
  ])(
    "throws the last error at once if the next pause would not end before the deadline: $deadline ms",
    async ({ deadline, pauses }) => {
      const clock = jumping();
      const sleep = vi.spyOn(clock, "sleep");
      const { linq, requests } = scripted([failure(500, 3006)], { clock, maxRetries: 9 });
      const attempts = pauses.length + 1;
      expect(await rejection(linq.leaveChat(chatId, { deadline }))).toMatchObject({
        name: "LinqApiError",
        code: 3006,
        attempts,
      });
      expect(requests).toHaveLength(attempts);
      expect(sleep.mock.calls.map(([ms]) => ms)).toEqual(pauses);
    },
  );

  test.each([1_100, 5_000])(
    "sends nothing more if a pause was %i ms too long, so that the deadline has passed",
    async (excess) => {
      const clock = jumping();
      const oversleeping = { ...clock, sleep: (ms: number, signal: AbortSignal) => clock.sleep(ms + excess, signal) };
      const { linq, requests } = scripted([failure(500, 3006)], { clock: oversleeping });
      expect(await rejection(linq.leaveChat(chatId, { deadline: 1_600 }))).toMatchObject({ code: 3006, attempts: 1 });
      expect(requests).toHaveLength(1);
    },
  );

  test("the deadline shortens the time limit of an attempt", async () => {
    const { linq } = scripted([never], { clock: jumping(), maxRetries: 0, deadline: 7 });
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({ name: "LinqTimeoutError", timeout: 7 });
  });

  test("a call's own deadline overrides the client's", async () => {
    const { linq, requests } = scripted([failure(500, 3006)], { clock: jumping(), deadline: 1 });
    await rejection(linq.leaveChat(chatId, { deadline: 100_000 }));
    expect(requests).toHaveLength(3);
  });
});

describe("onAttempt", () => {
  test("onAttempt is called at the end of each attempt", async () => {
    const attempts: Attempt[] = [];
    let now = 0;
    const clock: Clock = { now: () => now++, random: () => 0.5, sleep: async () => {} };
    const { linq } = scripted(
      [failure(500, 3006), networkError("ECONNRESET"), json(202, accepted, { "x-trace-id": "t" })],
      {
        clock,
        onAttempt: (attempt) => attempts.push(attempt),
      },
    );
    await linq.leaveChat(chatId);
    expect(attempts).toEqual([
      {
        operation: "leaveChat",
        attempt: 1,
        status: 500,
        code: 3006,
        traceId: undefined,
        error: expect.objectContaining({ name: "LinqApiError" }),
        duration: expect.any(Number),
        wait: 500,
      },
      {
        operation: "leaveChat",
        attempt: 2,
        status: undefined,
        code: undefined,
        traceId: undefined,
        error: expect.objectContaining({ name: "LinqConnectionError" }),
        duration: expect.any(Number),
        wait: 1000,
      },
      {
        operation: "leaveChat",
        attempt: 3,
        status: 202,
        code: undefined,
        traceId: "t",
        error: undefined,
        duration: expect.any(Number),
        wait: undefined,
      },
    ]);
    expect(attempts.every(({ duration }) => duration > 0)).toBe(true);
  });

  test("onAttempt is called for an attempt that the caller aborts", async () => {
    const attempts: Attempt[] = [];
    const { linq } = scripted([never], { onAttempt: (attempt) => attempts.push(attempt) });
    await rejection(linq.leaveChat(chatId, { signal: AbortSignal.timeout(5) }));
    expect(attempts).toMatchObject([
      { attempt: 1, status: undefined, code: undefined, error: { name: "TimeoutError" }, wait: undefined },
    ]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("from the observer");
      },
    ],
    // Vitest fails a run in which a rejection is not handled.
    ["rejects", () => Promise.reject(new Error("from the observer"))],
  ])("the call does not change if onAttempt %s", async (_, onAttempt) => {
    expect(await scripted([json(202, accepted)], { onAttempt }).linq.leaveChat(chatId)).toEqual(accepted);
  });

  test("onAttempt never gets the key", async () => {
    const attempts: Attempt[] = [];
    const echo = json(
      401,
      { error: { status: 401, code: 2004, message: apiKey } },
      { "x-trace-id": apiKey, "x-echo": apiKey },
    );
    const { linq } = scripted([echo], { onAttempt: (attempt) => attempts.push(attempt) });
    await rejection(linq.leaveChat(chatId));
    expect(inspect(attempts, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(apiKey);
  });
});

describe("a fetch that breaks its contract", () => {
  const stream = (value: unknown) => new ReadableStream({ pull: (controller) => controller.enqueue(value) });
  test.each<[string, unknown, string]>([
    ["resolves with nothing", undefined, "fetch resolved with something that is not a Response"],
    ["resolves with an empty object", {}, "fetch resolved with something that is not a Response"],
    ["resolves without headers", { status: 202, ok: true }, "fetch resolved with something that is not a Response"],
  ])("a fetch that breaks its contract is not retried: it %s", async (_, response, why) => {
    let calls = 0;
    const fetch = async () => {
      calls++;
      return response as Response;
    };
    const linq = createLinqClient({ apiKey, fetch });
    expect(await rejection(linq.leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      message: expect.stringContaining(why),
    });
    expect(calls).toBe(1);
  });

  test.each<[how: string, status: number, (response: Response) => unknown]>([
    ["was already read", 202, (response) => response.text()],
    ["was already read", 500, (response) => response.text()],
    ["is being read", 202, (response) => response.body?.getReader()],
  ])("a fetch that returns a body that %s is not retried (status %i)", async (_, status, use) => {
    let calls = 0;
    const fetch = async () => {
      calls++;
      const response = json(status, accepted);
      await use(response);
      return response;
    };
    expect(await rejection(createLinqClient({ apiKey, fetch }).leaveChat(chatId))).toMatchObject({
      name: "LinqResponseError",
      status,
      message: `${status} with a body that fetch had already read`,
    });
    expect(calls).toBe(1);
  });

  test("an endless body of strings is abandoned at the first string", async () => {
    const body = stream("text");
    const response = { status: 202, ok: true, headers: new Headers({ "content-type": "application/json" }), body };
    let calls = 0;
    const fetch = async () => {
      calls++;
      return response as Response;
    };
    expect(await rejection(createLinqClient({ apiKey, fetch }).leaveChat(chatId))).toMatchObject({
      name: "LinqConnectionError",
      cause: { message: "The body is not made of bytes" },
    });
    expect(calls).toBe(1);
  });
});

describe("the client", () => {
  test("the client does not show the key", () => {
    const { linq } = scripted([json(202, accepted)]);
    expect(inspect(linq, { depth: Number.POSITIVE_INFINITY, showHidden: true })).not.toContain(apiKey);
    expect(JSON.stringify(linq)).not.toContain(apiKey);
  });

  test("concurrent calls share only the client's configuration", async () => {
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
