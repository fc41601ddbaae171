import { describe, expect, test } from "vitest";
import { LinqApiError, LinqResponseError } from "../errors.js";
import type { Operation } from "../operation.js";
import type { Schema } from "../validate.js";
import { readResponse } from "./read-response.js";

const json = { "content-type": "application/json" };
const envelope = { error: { status: 429, code: 1007, message: "Rate limit exceeded" }, success: false };
const secret = "secret-key";
const now = Date.UTC(2026, 0, 2);
const anyObject: Schema = { type: "object" };
const operation: Operation = {
  method: "POST",
  path: "/v3/things",
  idempotent: true,
  takesBody: false,
  pathParameters: {},
  successes: { 200: anyObject },
};
const context = {
  operation,
  redact: (text: string) => text.replaceAll(secret, "[API key]"),
  now,
  attempts: 3,
  maybeDelivered: false,
};

interface Given {
  status?: number;
  headers?: Record<string, string>;
  text?: string;
  whole?: boolean;
  type?: Response["type"];
  maybeDelivered?: boolean;
  successes?: Operation["successes"];
}

function read({
  status = 200,
  headers = json,
  text = "{}",
  whole = true,
  type = "default",
  maybeDelivered = false,
  successes = operation.successes,
}: Given) {
  const response = { status, ok: status >= 200 && status < 300, type, headers: new Headers(headers) } as Response;
  return readResponse(
    { response, text, whole, isUsed: false },
    { ...context, maybeDelivered, operation: { ...operation, successes } },
  );
}
const failureOf = (given: Given) => read(given).failure;
const refusal = (given: Given) => failureOf(given) as LinqResponseError;

describe("a success", () => {
  test.each([
    "application/json",
    "APPLICATION/JSON",
    "application/json; charset=utf-8",
    "application/json ;charset=utf-8",
    "application/vnd.linq.v3+json",
  ])("a success of type %s is accepted", (type) => {
    expect(failureOf({ headers: { "content-type": type } })).toBeUndefined();
  });

  test.each([
    "text/html",
    "text/json",
    "application/jsonx",
    "application/x+jsonx",
    "xapplication/json",
    "application/+json",
    "json",
  ])("a success of type %s is refused", (type) => {
    expect(refusal({ headers: { "content-type": type } }).message).toBe(
      `200 with a body that is not JSON but ${type}. The request may have been carried out`,
    );
  });

  test("a success with the body of an error is refused", () => {
    expect(refusal({ text: JSON.stringify(envelope) }).message).toBe(
      "200 with a JSON body that is not documented. The request may have been carried out",
    );
  });

  const list: Schema = { type: "array" };
  test.each<[string, Given, unknown]>([
    ["a documented list", { text: "[1]", successes: { 200: list } }, [1]],
    ["an error member that is null", { text: '{"error":null}' }, { error: null }],
    [
      "an error member that the schema has",
      { text: '{"error":"none"}', successes: { 200: { properties: { error: {} } } } },
      { error: "none" },
    ],
    ["another 2xx status and a documented body", { status: 201, text: "{}" }, {}],
    [
      "the documented body of another success",
      { status: 203, text: "[]", successes: { 200: anyObject, 202: list } },
      [],
    ],
    ["no body if none is documented", { status: 204, text: "", headers: {}, successes: { 204: null } }, undefined],
    ["a body if none is documented", { status: 202, text: '{"a":1}', successes: { 202: null } }, undefined],
    ["no body for another 2xx if none is documented", { status: 200, text: "", successes: { 204: null } }, undefined],
  ])("a success with %s is accepted", (_, given, body) => {
    expect(read(given)).toEqual({ body, failure: undefined });
  });

  test.each<[string, Given]>([
    ["a list instead of a documented object", { text: "[]" }],
    ["the body of another documented status", { status: 202, text: "{}", successes: { 200: anyObject, 202: list } }],
    ["an error member", { text: '{"error":"failed"}' }],
    ["no body instead of a documented one", { status: 202, text: "", successes: { 202: anyObject } }],
    [
      "HTML if no body is documented",
      { text: "<html>", headers: { "content-type": "text/html" }, successes: { 200: null } },
    ],
    ["a body for another 2xx if none is documented", { status: 200, text: "{}", successes: { 204: null } }],
    ["an error envelope if no body is documented", { text: JSON.stringify(envelope), successes: { 200: null } }],
    ["truncated JSON", { text: "{}", whole: false }],
  ])("a success with %s is refused", (_, given) => {
    expect(read(given)).toEqual({ body: undefined, failure: expect.any(LinqResponseError) });
  });

  test("a success keeps its body unchanged, even if it shows the key", () => {
    expect(read({ text: JSON.stringify({ seen: secret }) }).body).toEqual({ seen: secret });
  });
});

describe("a documented error", () => {
  test("a documented error carries all facts of the response", () => {
    const body = {
      ...envelope,
      trace_id: "of-the-body",
      error: { ...envelope.error, doc_url: "https://example.com/1007", more: 1 },
    };

    const error = failureOf({
      status: 429,
      text: JSON.stringify(body),
      headers: { ...json, "retry-after": "7", "x-trace-id": "of-the-header" },
    });

    expect(error).toBeInstanceOf(LinqApiError);
    expect(error).toMatchObject({
      name: "LinqApiError",
      message: "429 / 1007 Rate limit exceeded (trace of-the-body)",
      status: 429,
      code: 1007,
      traceId: "of-the-body",
      docUrl: "https://example.com/1007",
      retryAfter: 7,
      body,
      attempts: 3,
      maybeDelivered: false,
    });
  });

  test("a documented error takes the trace id from the header if the body has none, or an empty one", () => {
    const headers = { ...json, "x-trace-id": "of-the-header" };
    expect(failureOf({ status: 429, headers, text: JSON.stringify(envelope) })).toMatchObject({
      traceId: "of-the-header",
    });
    expect(failureOf({ status: 429, headers, text: JSON.stringify({ ...envelope, trace_id: "" }) })).toMatchObject({
      traceId: "of-the-header",
    });
  });

  test("a documented error has no trace id, doc URL or wait if the response has none", () => {
    expect(failureOf({ status: 429, text: JSON.stringify(envelope) })).toMatchObject({
      message: "429 / 1007 Rate limit exceeded",
      traceId: undefined,
      docUrl: undefined,
      retryAfter: undefined,
    });
  });

  test("a documented error takes the wait from the body if there is no header", () => {
    const text = JSON.stringify({ error: { ...envelope.error, retry_after: 9 } });
    expect(failureOf({ status: 429, text })).toMatchObject({ retryAfter: 9 });
    expect(failureOf({ status: 429, text, headers: { ...json, "retry-after": "0" } })).toMatchObject({ retryAfter: 0 });
  });

  test("a date in retry-after becomes a wait relative to the clock", () => {
    const headers = { ...json, "retry-after": new Date(now + 5_000).toUTCString() };
    expect(failureOf({ status: 429, headers, text: JSON.stringify(envelope) })).toMatchObject({ retryAfter: 5 });
  });

  test("an error after a lost response says that the earlier attempt may be the cause", () => {
    expect(failureOf({ status: 409, text: JSON.stringify(envelope), maybeDelivered: true })).toMatchObject({
      message: "409 / 1007 Rate limit exceeded. An earlier attempt may have caused this",
      maybeDelivered: true,
    });
  });

  test("a documented error does not show a key that the server echoes", () => {
    const text = JSON.stringify({ error: { ...envelope.error, message: `no ${secret}`, hint: secret } });
    const error = failureOf({ status: 401, text, headers: { ...json, "x-trace-id": secret } });
    expect(error).toMatchObject({ message: "401 / 1007 no [API key] (trace [API key])" });
    expect(JSON.stringify(error)).not.toContain(secret);
  });

  test("a documented error does not show the key in member names, in headers, or in the body that POST returns", () => {
    const text = JSON.stringify({ error: { ...envelope.error, [secret]: [{ [secret]: secret }] } });
    const result = read({ status: 401, text, headers: { ...json, "x-echo": secret, [secret]: "1" } });
    expect(JSON.stringify([result.body, result.failure])).not.toContain(secret);
    expect(result.failure).toMatchObject({ headers: { ...json, "x-echo": "[API key]" }, body: result.body });
    expect(Object.keys(result.failure?.headers ?? {})).toEqual([...Object.keys(json), "x-echo"]);
  });

  test("a documented error does not show a numeric key, and counts as undocumented if its code is the key", () => {
    const numeric = { ...context, redact: (text: string) => text.replaceAll("12345678", "[API key]") };
    const resultOf = (error: object, more: object) => {
      const text = JSON.stringify({ error: { ...envelope.error, ...error }, ...more });
      const response = { status: 429, ok: false, headers: new Headers(json) } as Response;
      return readResponse({ response, text, whole: true, isUsed: false }, numeric);
    };
    const documented = resultOf({}, { number: 12345678, numbers: [12345678, 5] });
    expect(documented.body).toMatchObject({ error: { code: 1007 }, number: "[API key]", numbers: ["[API key]", 5] });
    expect(documented.failure).toBeInstanceOf(LinqApiError);

    const { body, failure } = resultOf({ code: 12345678 }, {});
    expect(failure).toBeInstanceOf(LinqResponseError);
    expect(JSON.stringify([body, failure, failure?.message])).not.toContain("12345678");
  });

  test("an error that is nested too deeply to be redacted counts as undocumented", () => {
    const text = `{"error":{"status":500,"code":3006,"message":"m","more":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    expect(refusal({ status: 500, text }).message).toBe("500 with a JSON body that is not documented");
  });

  test.each([400, 599])("a documented error may have the status %i", (status) => {
    expect(failureOf({ status, text: JSON.stringify(envelope) })).toBeInstanceOf(LinqApiError);
  });

  test.each([399, 600])("a documented error may not have the status %i", (status) => {
    expect(failureOf({ status, text: JSON.stringify(envelope) })).toBeInstanceOf(LinqResponseError);
  });
});

describe("an undocumented response", () => {
  test.each<[string, Given, string]>([
    ["a redirect", { status: 302 }, "302 with a redirect, which is not followed; check baseUrl"],
    [
      "a redirect with the last status of its class",
      { status: 399 },
      "399 with a redirect, which is not followed; check baseUrl",
    ],
    [
      "a redirect with the first status of its class",
      { status: 300 },
      "300 with a redirect, which is not followed; check baseUrl",
    ],
    [
      "a redirect that a browser hides",
      { status: 0, type: "opaqueredirect" },
      "0 with a redirect, which is not followed; check baseUrl",
    ],
    [
      "a body that is too large",
      { status: 500, whole: false },
      "500 with a body of more than 1 MiB, which was not read to the end",
    ],
    ["a missing body", { status: 500, text: "" }, "500 with no body"],
    ["a missing content type", { status: 400, headers: {} }, "400 with a body without a content type"],
    [
      "HTML",
      { status: 502, headers: { "content-type": "text/html" } },
      "502 with a body that is not JSON but text/html",
    ],
    ["broken JSON", { status: 500, text: "{" }, "500 with a body that is broken JSON"],
    ["undocumented JSON", { status: 500, text: "null" }, "500 with a JSON body that is not documented"],
  ])("the error about an undocumented response describes %s", (_, given, message) => {
    expect(refusal(given)).toMatchObject({ name: "LinqResponseError", message });
  });

  test("the error about an undocumented response carries all its facts", () => {
    const headers = { "content-type": "text/html", "retry-after": "120", "x-trace-id": "t" };

    expect(refusal({ status: 503, headers, text: "<html>" })).toMatchObject({
      message: "503 with a body that is not JSON but text/html (trace t)",
      status: 503,
      contentType: "text/html",
      bodyText: "<html>",
      traceId: "t",
      retryAfter: 120,
      attempts: 3,
    });
  });

  test("the error about an undocumented response keeps the first 1024 characters of the body", () => {
    expect(refusal({ status: 500, text: `${"a".repeat(1023)}bc` }).bodyText).toBe(`${"a".repeat(1023)}b`);
  });

  test("the error about an undocumented response shows no part of a key that the server echoes", () => {
    const text = `${"a".repeat(1020)}${secret}`;
    const error = refusal({ status: 500, text, headers: { "content-type": secret } });
    expect(error.bodyText).toBe(`${"a".repeat(1020)}[API`);
    expect(error.contentType).toBe("[API key]");
    expect(error.message).toBe("500 with a body that is not JSON but [API key]");
  });

  test("a body that is too large is not parsed, even if the part that was read is JSON", () => {
    expect(refusal({ status: 200, whole: false })).toBeInstanceOf(LinqResponseError);
  });
});
