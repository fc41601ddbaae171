import {
  type CallOptions,
  type components,
  createLinqClient,
  type ErrorEnvelope,
  type LeaveAccepted,
  LinqApiError,
  LinqConnectionError,
  LinqError,
  type LinqErrorCode,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "linq-openapi";
import type { paths } from "linq-openapi/types";
import { describe, expectTypeOf, test } from "vitest";

const linq = createLinqClient();
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";

describe("leaveChat", () => {
  test("leaveChat takes an id and optional call options", () => {
    expectTypeOf(linq.leaveChat).parameters.toEqualTypeOf<[chatId: string, options?: CallOptions]>();
    linq.leaveChat(chatId, { signal: new AbortController().signal, timeout: 1, maxRetries: 0 });
    linq.leaveChat(chatId, { signal: undefined, timeout: undefined, maxRetries: undefined });
  });

  test("leaveChat resolves with the documented body, whose members are all optional", () => {
    expectTypeOf(linq.leaveChat).returns.resolves.toEqualTypeOf<LeaveAccepted>();
    expectTypeOf<LeaveAccepted>().toEqualTypeOf<{ message?: string; status?: string; trace_id?: string }>();
  });

  test("leaveChat rejects an id of the wrong type, a missing id and a misspelt option", () => {
    // @ts-expect-error
    linq.leaveChat(42);
    // @ts-expect-error
    linq.leaveChat();
    // @ts-expect-error
    linq.leaveChat(null);
    // @ts-expect-error
    linq.leaveChat(chatId, { singal: new AbortController().signal });
    // @ts-expect-error
    linq.leaveChat(chatId, { timeout: "5" });
    // @ts-expect-error
    linq.leaveChat(chatId, { apiKey: "another" });
  });
});

describe("createLinqClient", () => {
  test("createLinqClient takes the documented options", () => {
    createLinqClient({ apiKey: "k", baseUrl: "u", timeout: 1, maxRetries: 0, allowInsecureHttp: true });
    createLinqClient({ fetch: async (url: string, init: RequestInit) => new Response(`${init.method} ${url}`) });
    createLinqClient({ fetch });
  });

  test("createLinqClient rejects a misspelt option and a value of the wrong type", () => {
    // @ts-expect-error
    createLinqClient({ apikey: "k" });
    // @ts-expect-error
    createLinqClient({ baseURL: "u" });
    // @ts-expect-error
    createLinqClient({ signal: new AbortController().signal });
    // @ts-expect-error
    createLinqClient({ maxRetries: "2" });
    // @ts-expect-error
    createLinqClient("key");
  });
});

describe("POST", () => {
  test("POST takes only the contract's paths and parameters", () => {
    linq.POST(path, { params: { path: { chatId } }, timeout: 1, maxRetries: 0 });
    // @ts-expect-error
    linq.POST("/v3/chats/{chatId}/enter", { params: { path: { chatId } } });
    // @ts-expect-error
    linq.POST(path);
    // @ts-expect-error
    linq.POST(path, { params: { path: { chatId: 42 } } });
    // @ts-expect-error
    linq.TRACE(path, { params: { path: { chatId } } });
    // @ts-expect-error the request has no body
    linq.POST(path, { params: { path: { chatId } }, body: {} });
  });

  test("POST resolves with the documented body or the documented error", async () => {
    const { data, error, response } = await linq.POST(path, { params: { path: { chatId } } });
    expectTypeOf(response).toEqualTypeOf<Response>();
    if (data) expectTypeOf(data).toEqualTypeOf<LeaveAccepted>();
    else expectTypeOf(error).toEqualTypeOf<ErrorEnvelope>();
  });
});

describe("an error that was caught", () => {
  const error = {} as unknown;

  test("a caught error has no members until it is narrowed", () => {
    // @ts-expect-error
    error.code;
    if (error instanceof LinqError) {
      // @ts-expect-error
      error.code;
      // @ts-expect-error
      error.attempts;
    }
  });

  test("a narrowed error has the facts of its kind", () => {
    if (error instanceof LinqApiError) {
      expectTypeOf(error.code).toEqualTypeOf<LinqErrorCode>();
      expectTypeOf(error.body).toEqualTypeOf<ErrorEnvelope>();
      expectTypeOf(error.retryAfter).toEqualTypeOf<number | undefined>();
      expectTypeOf(error.name).toEqualTypeOf<"LinqApiError">();
    }
    if (error instanceof LinqResponseError) {
      expectTypeOf(error.bodyText).toEqualTypeOf<string>();
      expectTypeOf(error.name).toEqualTypeOf<"LinqResponseError">();
    }
    if (error instanceof LinqConnectionError) expectTypeOf(error.maybeDelivered).toEqualTypeOf<boolean>();
    if (error instanceof LinqTimeoutError) {
      expectTypeOf(error.timeout).toEqualTypeOf<number>();
      expectTypeOf(error.name).toEqualTypeOf<"LinqTimeoutError">();
    }
    if (error instanceof LinqInputError) expectTypeOf(error.name).toEqualTypeOf<"LinqInputError">();
  });

  test("the facts of an error are read-only", () => {
    if (error instanceof LinqApiError) {
      // @ts-expect-error
      error.code = 1;
      // @ts-expect-error
      error.attempts = 1;
    }
  });

  test("an error may have an undocumented code", () => {
    expectTypeOf<9999>().toExtend<LinqErrorCode>();
    expectTypeOf<2013>().toExtend<LinqErrorCode>();
    expectTypeOf<string>().not.toExtend<LinqErrorCode>();
  });
});

describe("the types entry", () => {
  test("the types entry is the contract", () => {
    type Responses = paths[typeof path]["post"]["responses"];
    expectTypeOf<keyof Responses>().toEqualTypeOf<202 | 400 | 401 | 403 | 404 | 409 | 429 | 500 | 503 | 504>();
    expectTypeOf<Responses[409]["content"]["application/json"]>().toEqualTypeOf<ErrorEnvelope>();
    expectTypeOf<components["schemas"]["ErrorEnvelope"]["success"]>().toEqualTypeOf<boolean | undefined>();
  });
});
