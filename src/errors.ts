import { errorCodes } from "../generated/error-codes.js";
import type { components } from "../generated/schema.js";

/** The body of every documented error response. */
export type ErrorEnvelope = components["schemas"]["ErrorEnvelope"];
/** The documented codes, and any other number: the service may add codes. */
export type LinqErrorCode = keyof typeof errorCodes | (number & {});

/** The base class of all errors in this package. Tell the kinds apart by `instanceof` or by `name`. */
export abstract class LinqError extends Error {
  abstract override readonly name: string;
}

/** The call or the client's options are wrong. Nothing was sent. */
export class LinqInputError extends LinqError {
  override readonly name = "LinqInputError" as const;
}

/** What is known about every error response. */
export interface ResponseFacts {
  status: number;
  /** With the API key replaced, in case the server echoed it. */
  headers: Readonly<Record<string, string>>;
  traceId?: string | undefined;
  retryAfter?: number | undefined;
  attempts: number;
}

/** A response that is not a documented success. */
abstract class ErrorResponse extends LinqError {
  /** The HTTP status; 0 for a redirect in a browser, which hides it. */
  readonly status: number;
  /** The headers of the response, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Identifies the request to Linq's support: `trace_id` of a documented body, else the `x-trace-id` header. */
  readonly traceId: string | undefined;
  /** How long to wait before another attempt, in seconds: the `retry-after` header, else `retry_after` of a documented body. */
  readonly retryAfter: number | undefined;
  /** How many requests were sent, including the one that got this response. */
  readonly attempts: number;

  constructor(problem: string, { status, headers, traceId, retryAfter, attempts }: ResponseFacts, more = "") {
    const trace = traceId ? ` (trace ${printable(traceId).slice(0, 64)})` : "";
    super(`${status} ${problem}${trace}${more}`);
    this.status = status;
    this.headers = headers;
    this.traceId = traceId;
    this.retryAfter = retryAfter;
    this.attempts = attempts;
  }
}

/** Linq returned a documented error. */
export class LinqApiError extends ErrorResponse {
  override readonly name = "LinqApiError" as const;
  /** Linq's own number for the error. */
  readonly code: LinqErrorCode;
  /** What the code means according to Linq's documentation; `undefined` for an undocumented code. */
  readonly meaning: string | undefined;
  /** The code's page in Linq's documentation, if the service sent it. */
  readonly docUrl: string | undefined;
  /** The whole body, undocumented members included. */
  readonly body: ErrorEnvelope;
  /**
   * Whether Linq may have carried out an earlier attempt, because its response was lost, undocumented or a 5xx: then 2013 may be the
   * result of your own leave.
   */
  readonly maybeDelivered: boolean;

  constructor(body: ErrorEnvelope, facts: ResponseFacts & { maybeDelivered: boolean }) {
    const { code, message, doc_url } = body.error;
    const earlier = facts.maybeDelivered ? ". An earlier attempt may have caused this" : "";
    super(`/ ${code} ${printable(message)}`, facts, earlier);
    this.code = code;
    this.meaning = errorCodes[code]?.meaning;
    this.docUrl = doc_url;
    this.body = body;
    this.maybeDelivered = facts.maybeDelivered;
  }
}

/** A response that the contract does not describe, such as a gateway's HTML, a redirect, or a success without its body. */
export class LinqResponseError extends ErrorResponse {
  override readonly name = "LinqResponseError" as const;
  /** The `content-type` header. */
  readonly contentType: string | undefined;
  /** The first 1024 characters of the body. */
  readonly bodyText: string;

  constructor(problem: string, bodyText: string, facts: ResponseFacts) {
    super(`with ${printable(problem)}`, facts);
    this.contentType = facts.headers["content-type"];
    this.bodyText = bodyText;
  }
}

/** What is known if no complete response arrived. */
export interface ConnectionFacts {
  attempts: number;
  maybeDelivered: boolean;
  /** The runtime's error, reduced to what cannot reveal the API key. */
  cause?: Error;
}

/** No complete response: the connection was refused, reset or cut off, the response was unreadable, or the host is unknown. */
export class LinqConnectionError extends LinqError {
  override readonly name: "LinqConnectionError" | "LinqTimeoutError" = "LinqConnectionError";
  /** How many requests were sent, including this one. */
  readonly attempts: number;
  /** Whether Linq may have carried out the request. False only if no attempt reached Linq, or Linq refused each that did. */
  readonly maybeDelivered: boolean;

  constructor(problem: string, { attempts, maybeDelivered, cause }: ConnectionFacts) {
    const got = `Linq ${maybeDelivered ? "may have carried out" : "did not carry out"} the request`;
    super(`${printable(problem)}. ${got}`, cause && { cause });
    this.attempts = attempts;
    this.maybeDelivered = maybeDelivered;
  }
}

/** No complete response in time. */
export class LinqTimeoutError extends LinqConnectionError {
  override readonly name = "LinqTimeoutError" as const;
  /** The time limit of this attempt, in milliseconds. */
  readonly timeout: number;

  constructor(timeout: number, facts: ConnectionFacts) {
    super(`No complete response within ${timeout} ms`, facts);
    this.timeout = timeout;
  }
}

/** A server's text, made safe for terminals and logs: without control and direction characters, and not too long. */
function printable(text: string): string {
  return text.slice(0, 900).replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}
