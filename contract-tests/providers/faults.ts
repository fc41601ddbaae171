/** Each fault breaks the contract in one way. The suite must find it and say what is wrong. */
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import type { FindingTitle } from "../engine/findings.js";
import type { Json, JsonObject } from "../engine/json.js";
import { jsonResponse, referenceProvider } from "./reference-provider.js";

export interface Fault {
  name: string;
  /** What is sent in place of the reference provider's response. */
  apply: Apply;
  /** The title of the finding. */
  title: FindingTitle;
  /** The check that finds it, and the place that the finding names, if any. */
  check: string;
  place?: string;
}

type Apply = (response: HttpResponse, request: HttpRequest) => HttpResponse;
type Expected = Pick<Fault, "title" | "place">;

const ACCEPTED = "leaveChat › 202 › accepted";
const UNAUTHORIZED = "leaveChat › 401 › unauthorized";
const NOT_FOUND = "leaveChat › 404 › resourceNotFound";
const UNAVAILABLE = "leaveChat › 409 › chatUnavailable";
const CREATING = "leaveChat › 409 › chatStillBeingCreated";
const LIMITED = "leaveChat › 429 › rateLimitExceeded";
const BROKEN = "leaveChat › 500 › internalServerError";
const DOWN = "leaveChat › 503 › serviceUnavailable";

const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const UNDOCUMENTED_STATUS: Expected = { title: "Undocumented HTTP status code", place: "status" };
const UNDOCUMENTED_TYPE: Expected = { title: "Undocumented content type", place: "header/content-type" };
const FOREIGN: Expected = { title: "Response is not the API's (gateway or mock)" };
const CONTRADICTION = { title: "Error envelope contradicts the response" } as const;

export const faults: Fault[] = [
  status("200 for an accepted leave", ACCEPTED, 200),
  { ...status("204 for an accepted leave", ACCEPTED, 204), apply: when(202, () => noContent) },
  status("410 for an unavailable chat", UNAVAILABLE, 410),
  status("an undocumented 418", BROKEN, 418),
  status("a redirect", ACCEPTED, 307),
  { ...status("400 for an unavailable chat", UNAVAILABLE, 400), ...CONTRADICTION, place: "body/error/status" },

  error("no error.code", UNAVAILABLE, "code", undefined),
  error("no error.message", NOT_FOUND, "message", undefined),
  error("no error.status", NOT_FOUND, "status", undefined),
  error("an error.code that is a string", UNAVAILABLE, "code", "2013"),
  error("an error.code that is not a whole number", BROKEN, "code", 3006.5),
  error("an error.code that is null", BROKEN, "code", null),
  error("an error.status that is a string", BROKEN, "status", "500"),
  error("an error.status that is null", BROKEN, "status", null),
  error("an error.status that is not a whole number", BROKEN, "status", 500.5),
  error("an error.status below 400", BROKEN, "status", 399),
  error("an error.status above 599", BROKEN, "status", 600),
  error("an error.message that is null", UNAUTHORIZED, "message", null),
  error("a doc_url that is null", NOT_FOUND, "doc_url", null),
  error("a doc_url that is not a URL", NOT_FOUND, "doc_url", "see the manual"),
  error("a retry_after that is null", LIMITED, "retry_after", null),
  error("a negative retry_after", LIMITED, "retry_after", -1),
  error("a retry_after that is not a whole number", LIMITED, "retry_after", 0.5),
  { ...error("a status in the envelope other than the HTTP status", BROKEN, "status", 503), ...CONTRADICTION },
  { ...error("a retry_after other than the header's", LIMITED, "retry_after", 5), ...CONTRADICTION },
  {
    ...error("a code that belongs to another status", NOT_FOUND, "code", 2013),
    ...CONTRADICTION,
    place: "status of code 2013",
  },
  {
    ...error("a permanent error instead of a transient one", CREATING, "code", 2013),
    title: "Response differs from the documented example",
    apply: (response, request) =>
      request.path.includes("-2009-")
        ? referenceProvider({ ...request, path: request.path.replace("-2009-", "-2013-") })
        : response,
  },

  member("success: true in an error", BROKEN, "success", true),
  member("success as a string", BROKEN, "success", "false"),
  member("success as null", BROKEN, "success", null),
  member("a trace_id that is a number in an error", BROKEN, "trace_id", 7),
  member("a trace_id that is null in an error", BROKEN, "trace_id", null),
  member("an error that is a string", NOT_FOUND, "error", "not found"),
  member("an error that is null", NOT_FOUND, "error", null),
  member("a message that is a number in a success", ACCEPTED, "message", 1),
  member("a message that is null in a success", ACCEPTED, "message", null),
  member("a status that is an object in a success", ACCEPTED, "status", {}),
  member("a status that is null in a success", ACCEPTED, "status", null),
  member("a trace_id that is null in a success", ACCEPTED, "trace_id", null),
  { ...body("an error without its envelope", NOT_FOUND, ({ error }) => error ?? null), place: "body/error" },
  body("a list of errors", UNAVAILABLE, (whole) => [whole]),
  body("null for an error", UNAVAILABLE, () => null),
  body("null for a success", ACCEPTED, () => null),
  body("a string for a success", ACCEPTED, () => "accepted"),

  text("truncated JSON", UNAVAILABLE, (whole) => whole.slice(0, -3)),
  text("two documents in one body", UNAVAILABLE, (whole) => whole + whole),
  text("a byte order mark", ACCEPTED, (whole) => `\uFEFF${whole}`),
  text("an empty body", BROKEN, () => ""),

  contentType("a web page for a 401", UNAUTHORIZED, "text/html", FOREIGN),
  contentType("a gateway's web page for a 503", DOWN, "text/html; charset=utf-8", FOREIGN),
  contentType("a problem document for a 404", NOT_FOUND, "application/problem+json", FOREIGN),
  contentType("JSON labelled text/plain", ACCEPTED, "text/plain", UNDOCUMENTED_TYPE),
  contentType("JSON labelled text/json", UNAVAILABLE, "text/json", UNDOCUMENTED_TYPE),
  contentType(
    "JSON labelled with another charset",
    ACCEPTED,
    "application/json; charset=iso-8859-1",
    UNDOCUMENTED_TYPE,
  ),
  contentType("no content type", UNAVAILABLE, undefined, UNDOCUMENTED_TYPE),

  header("no x-trace-id", BROKEN, "x-trace-id", undefined),
  header("an x-trace-id that is not a trace id", BROKEN, "x-trace-id", "none"),
  header("an x-trace-id with a prefix", BROKEN, "x-trace-id", `id ${TRACE_ID}`),
  header("an x-trace-id with a suffix", BROKEN, "x-trace-id", `${TRACE_ID}-01`),
  header("no retry-after", LIMITED, "retry-after", undefined),
  header("a retry-after in words", LIMITED, "retry-after", "soon"),
  header("a negative retry-after", LIMITED, "retry-after", "-1"),
  header("a retry-after that is not a whole number", LIMITED, "retry-after", "1.5"),

  {
    ...accepts(
      "a request without credentials",
      "missing credentials",
      ({ headers }) => headers.authorization === undefined,
    ),
    title: "Accepts requests without authentication",
  },
  {
    ...accepts("another scheme", "another scheme", ({ headers }) => /^Basic/.test(headers.authorization ?? "")),
    title: "Accepts requests without authentication",
  },
  {
    ...accepts("an empty token", "an empty token", ({ headers }) => headers.authorization === "Bearer"),
    title: "Accepts requests without authentication",
  },
  accepts("an id that is not a UUID", "chatId: format", ({ path }) => path.includes("neither-this-nor-that")),
  accepts("an id in its URN form", "chatId: pattern (3)", ({ path }) => path.includes("urn")),
  { ...accepts("a GET", "GET", ({ method }) => method === "GET"), title: "Accepts undocumented methods" },
  accepts("a body", "a body", (request) => request.body !== undefined),
  {
    name: "404 for an id that is not a UUID",
    check: "leaveChat › refuses chatId: format",
    title: "Unexpected HTTP status code",
    apply: (response, { path }) =>
      path.includes("neither-this-nor-that") ? referenceProvider({ method: "POST", path: "/", headers: {} }) : response,
  },
];

const noContent: HttpResponse = { status: 204, headers: {}, body: "" };

/** A fault in the response that a check asks for. */
function fault(name: string, check: string, expected: Expected, apply: Apply): Fault {
  return { name, check, ...expected, apply: when(Number(check.split(" › ")[1]), apply) };
}

function when(status: number, apply: Apply): Apply {
  return (response, request) => (response.status === status ? apply(response, request) : response);
}

function status(name: string, check: string, status: number): Fault {
  return fault(name, check, UNDOCUMENTED_STATUS, (response) => ({ ...response, status }));
}

function text(name: string, check: string, change: (body: string) => string): Fault {
  const violation: Expected = { title: "Response violates schema", place: "body" };
  return fault(name, check, violation, (response) => ({ ...response, body: change(response.body) }));
}

function body(name: string, check: string, change: (body: JsonObject) => Json): Fault {
  return text(name, check, (whole) => JSON.stringify(change(JSON.parse(whole))));
}

/** `undefined` omits the member. */
function member(name: string, check: string, key: string, value: Json | undefined): Fault {
  return { ...body(name, check, (whole) => ({ ...whole, [key]: value }) as JsonObject), place: `body/${key}` };
}

/** `undefined` omits the member. */
function error(name: string, check: string, key: string, value: Json | undefined): Fault {
  const change = (whole: JsonObject) => ({ ...whole, error: { ...(whole.error as JsonObject), [key]: value } });
  return { ...body(name, check, (whole) => change(whole) as JsonObject), place: `body/error/${key}` };
}

function contentType(name: string, check: string, type: string | undefined, expected: Expected): Fault {
  return fault(name, check, expected, withHeader("content-type", type));
}

function header(name: string, check: string, key: string, value: string | undefined): Fault {
  const title = value === undefined ? "Missing header" : "Header violates schema";
  return fault(name, check, { title, place: `header/${key}` }, withHeader(key, value));
}

function withHeader(name: string, value: string | undefined): Apply {
  return ({ headers: { [name]: _, ...others }, ...response }) => ({
    ...response,
    headers: value === undefined ? others : { ...others, [name]: value },
  });
}

function accepts(name: string, refused: string, matches: (request: HttpRequest) => boolean): Fault {
  const accepted = jsonResponse(202, { message: "Leave group chat queued", status: "accepted" });
  return {
    name: `accepts ${name}`,
    check: `leaveChat › refuses ${refused}`,
    title: "Accepts invalid requests",
    apply: (response, request) => (matches(request) ? accepted : response),
  };
}
