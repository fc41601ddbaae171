/** Each breaks the contract in one way. The suite has to catch it, and to say what is wrong rather than that something is. */
import type { Answer, Request } from "../engine/exchange.js";
import type { Cause } from "../engine/findings.js";
import { isObject, type Json, type JsonObject } from "../engine/openapi.js";
import { answer, honest } from "./reference-provider.js";

export interface Lie {
  name: string;
  /** The answer that is given in place of the honest one. */
  tell(honest: Answer, request: Request): Answer;
  /** What the suite has to call it. */
  cause: Cause;
  /** The check that finds it, and the place that it names, if any. */
  on: string;
  at?: string;
}

const ACCEPTED = "leaveChat › 202 › accepted";
const UNAVAILABLE = "leaveChat › 409 › chatUnavailable";
const CREATING = "leaveChat › 409 › chatStillBeingCreated";
const LIMITED = "leaveChat › 429 › rateLimitExceeded";
const BROKEN = "leaveChat › 500 › internalServerError";
const NOT_FOUND = "leaveChat › 404 › resourceNotFound";
const UNAUTHORIZED = "leaveChat › 401 › unauthorized";
const DOWN = "leaveChat › 503 › serviceUnavailable";
const CONTENT_TYPE = "header/content-type";

export const lies: Lie[] = [
  status("200 for an accepted leave", ACCEPTED, { 202: 200 }),
  {
    ...status("204 for an accepted leave", ACCEPTED, { 202: 204 }),
    tell: when(202, () => ({ status: 204, headers: {}, body: "" })),
  },
  status("410 for an unavailable chat", UNAVAILABLE, { 409: 410 }),
  status("an undocumented 418", BROKEN, { 500: 418 }),
  status("a redirect", ACCEPTED, { 202: 307 }),
  { ...status("400 for an unavailable chat", UNAVAILABLE, { 409: 400 }), cause: "envelope", at: "body/error/status" },

  body("no error.code", UNAVAILABLE, 409, "body/error/code", ({ code: _, ...rest }) => rest),
  body("no error.message", NOT_FOUND, 404, "body/error/message", ({ message: _, ...rest }) => rest),
  body("no error.status", NOT_FOUND, 404, "body/error/status", ({ status: _, ...rest }) => rest),
  body("an error.code that is a text", UNAVAILABLE, 409, "body/error/code", (error) => ({
    ...error,
    code: `${error.code}`,
  })),
  body("an error.code that is no whole number", BROKEN, 500, "body/error/code", (error) => ({
    ...error,
    code: 3006.5,
  })),
  body("an error.status that is a text", BROKEN, 500, "body/error/status", (error) => ({
    ...error,
    status: `${error.status}`,
  })),
  body("an error.message that is null", UNAUTHORIZED, 401, "body/error/message", (error) => ({
    ...error,
    message: null,
  })),
  body("an error.code that is null", BROKEN, 500, "body/error/code", (error) => ({ ...error, code: null })),
  body("an error.status that is null", BROKEN, 500, "body/error/status", (error) => ({ ...error, status: null })),
  body("an error.status in fractions", BROKEN, 500, "body/error/status", (error) => ({ ...error, status: 500.5 })),
  body("an error.status below the errors", BROKEN, 500, "body/error/status", (error) => ({ ...error, status: 399 })),
  body("an error.status above the errors", BROKEN, 500, "body/error/status", (error) => ({ ...error, status: 600 })),
  body("a doc_url that is null", NOT_FOUND, 404, "body/error/doc_url", (error) => ({ ...error, doc_url: null })),
  body("a retry_after that is null", LIMITED, 429, "body/error/retry_after", (error) => ({
    ...error,
    retry_after: null,
  })),
  body("a doc_url that is no address", NOT_FOUND, 404, "body/error/doc_url", (error) => ({
    ...error,
    doc_url: "see the manual",
  })),
  body("a negative retry_after", LIMITED, 429, "body/error/retry_after", (error) => ({ ...error, retry_after: -1 })),
  body("a retry_after in fractions", LIMITED, 429, "body/error/retry_after", (error) => ({
    ...error,
    retry_after: 0.5,
  })),
  whole("success: true in an error", BROKEN, 500, "body/success", (body) => ({ ...body, success: true })),
  whole("success as a text", BROKEN, 500, "body/success", (body) => ({ ...body, success: "false" })),
  whole("an error that is a text", NOT_FOUND, 404, "body/error", () => ({ error: "not found", success: false })),
  whole("an error without its envelope", NOT_FOUND, 404, "body/error", (body) => body.error ?? null),
  whole("a list of errors", UNAVAILABLE, 409, "body", (body) => [body]),
  whole("null for an error", UNAVAILABLE, 409, "body", () => null),
  whole("a trace_id that is a number in an error", BROKEN, 500, "body/trace_id", (body) => ({ ...body, trace_id: 7 })),
  whole("a message that is a number in an acceptance", ACCEPTED, 202, "body/message", (body) => ({
    ...body,
    message: 1,
  })),
  whole("a status that is an object in an acceptance", ACCEPTED, 202, "body/status", (body) => ({
    ...body,
    status: {},
  })),
  whole("a trace_id that is null in an acceptance", ACCEPTED, 202, "body/trace_id", (body) => ({
    ...body,
    trace_id: null,
  })),
  whole("a message that is null in an acceptance", ACCEPTED, 202, "body/message", (body) => ({
    ...body,
    message: null,
  })),
  whole("a status that is null in an acceptance", ACCEPTED, 202, "body/status", (body) => ({ ...body, status: null })),
  whole("null for an acceptance", ACCEPTED, 202, "body", () => null),
  whole("success as null", BROKEN, 500, "body/success", (body) => ({ ...body, success: null })),
  whole("a trace_id that is null in an error", BROKEN, 500, "body/trace_id", (body) => ({ ...body, trace_id: null })),
  whole("an error that is null", NOT_FOUND, 404, "body/error", (body) => ({ ...body, error: null })),
  whole("a text for an acceptance", ACCEPTED, 202, "body", () => "accepted"),

  {
    ...body("another status in the envelope than on the wire", BROKEN, 500, "body/error/status", (error) => ({
      ...error,
      status: 503,
    })),
    cause: "envelope",
  },
  {
    ...body("a code that belongs to another status", NOT_FOUND, 404, "status of code 2013", (error) => ({
      ...error,
      code: 2013,
    })),
    cause: "envelope",
  },
  {
    ...body("a retry_after other than the header's", LIMITED, 429, "body/error/retry_after", (error) => ({
      ...error,
      retry_after: 5,
    })),
    cause: "envelope",
  },
  {
    ...body("final where it is transient", CREATING, 409, "body/error/code", (error) => ({
      ...error,
      code: error.code === 2009 ? 2013 : 0,
    })),
    tell: (one, request) =>
      request.path.includes("-2009-") ? honest({ ...request, path: request.path.replace("-2009-", "-2013-") }) : one,
    cause: "not the example",
  },

  raw("truncated JSON", UNAVAILABLE, 409, (text) => text.slice(0, -3)),
  raw("two documents in one body", UNAVAILABLE, 409, (text) => text + text),
  raw("a byte order mark", ACCEPTED, 202, (text) => `\uFEFF${text}`),
  raw("an empty body", BROKEN, 500, () => ""),

  type("a web page for a 401", UNAUTHORIZED, 401, "text/html", "not the API's answer"),
  type("a gateway's web page for a 503", DOWN, 503, "text/html; charset=utf-8", "not the API's answer"),
  type("a problem document for a 404", NOT_FOUND, 404, "application/problem+json", "not the API's answer"),
  type("JSON called plain text", ACCEPTED, 202, "text/plain", "media type", CONTENT_TYPE),
  type("JSON called text/json", UNAVAILABLE, 409, "text/json", "media type", CONTENT_TYPE),
  type("no media type", UNAVAILABLE, 409, "", "media type", CONTENT_TYPE),

  header("no x-trace-id", BROKEN, 500, "x-trace-id"),
  header("no retry-after", LIMITED, 429, "retry-after"),
  header("a retry-after in words", LIMITED, 429, "retry-after", "soon"),
  header("a negative retry-after", LIMITED, 429, "retry-after", "-1"),
  header("a retry-after in fractions", LIMITED, 429, "retry-after", "1.5"),

  accepts(
    "a request without credentials",
    "leaveChat › refuses no credentials",
    ({ headers }) => headers.authorization === undefined,
  ),
  accepts("another scheme", "leaveChat › refuses another scheme", ({ headers }) =>
    /^Basic/.test(headers.authorization ?? ""),
  ),
  accepts("an empty token", "leaveChat › refuses an empty token", ({ headers }) => headers.authorization === "Bearer"),
  accepts("an id that is no UUID", "leaveChat › refuses chatId: format", ({ path }) =>
    path.includes("neither-this-nor-that"),
  ),
  accepts("an id in its URN form", "leaveChat › refuses chatId: pattern (3)", ({ path }) => path.includes("urn")),
  accepts("a GET", "leaveChat › refuses GET", ({ method }) => method === "GET"),
  accepts("a body", "leaveChat › refuses a body", ({ body }) => body !== undefined),
  {
    name: "404 for an id that is no UUID",
    on: "leaveChat › refuses chatId: format",
    cause: "wrong status",
    tell: (one, { path }) =>
      path.includes("neither-this-nor-that") ? honest({ method: "POST", path: "/", headers: {} }) : one,
  },
];

function when(status: number, tell: Lie["tell"]): Lie["tell"] {
  return (one, request) => (one.status === status ? tell(one, request) : one);
}

function status(name: string, on: string, as: Record<number, number>): Lie {
  return {
    name,
    on,
    at: "status",
    cause: "undocumented status",
    tell: (one) => ({ ...one, status: as[one.status] ?? one.status }),
  };
}

function raw(name: string, on: string, only: number, change: (text: string) => string): Lie {
  return { name, on, at: "body", cause: "body", tell: when(only, (one) => ({ ...one, body: change(one.body) })) };
}

function whole(name: string, on: string, only: number, at: string, change: (body: JsonObject) => Json): Lie {
  return { ...raw(name, on, only, (text) => JSON.stringify(change(JSON.parse(text)))), at };
}

function body(name: string, on: string, only: number, at: string, change: (error: JsonObject) => Json): Lie {
  return whole(name, on, only, at, (whole) => ({
    ...whole,
    error: isObject(whole.error) ? change(whole.error) : null,
  }));
}

function type(name: string, on: string, only: number, contentType: string, cause: Cause, at?: string): Lie {
  const tell = when(only, ({ headers: { "content-type": _, ...rest }, ...one }) => ({
    ...one,
    headers: contentType === "" ? rest : { ...rest, "content-type": contentType },
  }));
  return { name, on, cause, tell, ...(at !== undefined && { at }) };
}

function header(name: string, on: string, only: number, which: string, value?: string): Lie {
  const tell = when(only, ({ headers: { [which]: _, ...rest }, ...one }) => ({
    ...one,
    headers: value === undefined ? rest : { ...rest, [which]: value },
  }));
  return { name, on, at: `header/${which}`, cause: "header", tell };
}

function accepts(name: string, on: string, what: (request: Request) => boolean): Lie {
  const accepted = answer(202, { message: "Leave group chat queued", status: "accepted" });
  return {
    name: `accepts ${name}`,
    on,
    cause: "wrong status",
    tell: (one, request) => (what(request) ? accepted : one),
  };
}
