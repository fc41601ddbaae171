import type { errorCodes } from "../generated/error-codes.js";
import type { ErrorEnvelope } from "./contract.js";

/** The codes that the contract names, and any number: the service may add some. */
export type LinqErrorCode = keyof typeof errorCodes | (number & {});

/** What every error of this package is. Tell the kinds apart by `instanceof` or by `name`. */
export abstract class LinqError extends Error {
  abstract override readonly name: string;

  /** @param facts become members of the error; `cause` as in any other */
  constructor(message: string, facts: object = {}) {
    super(message, facts);
    Object.assign(this, facts);
  }
}

/** The call or the client's options are wrong. Nothing has been sent. */
export class LinqInputError extends LinqError {
  override readonly name = "LinqInputError" as const;
}

/** Linq answered with a documented error. */
export class LinqApiError extends LinqError {
  override readonly name = "LinqApiError" as const;
  /** The HTTP status. */
  declare readonly status: number;
  /** Linq's own number for the error. What it means stands in `errorCodes`. */
  readonly code: LinqErrorCode;
  /** Names the exchange for Linq's support: `trace_id` of the body, else the `x-trace-id` header. */
  declare readonly traceId: string | undefined;
  /** The code's page in Linq's documentation, where the service sends it. */
  readonly docUrl: string | undefined;
  /** How long to wait before another attempt, in seconds: the `retry-after` header, else `retry_after` of the body. */
  declare readonly retryAfter: number | undefined;
  /** The body as it came, members unknown to the contract included. */
  declare readonly body: ErrorEnvelope;
  /** How many requests were sent, the one that got this answer included. */
  declare readonly attempts: number;
  /** Whether an earlier attempt may have been carried out, its answer being lost: a 2013 can then be about your own leave. */
  declare readonly maybeDelivered: boolean;

  constructor(facts: Omit<LinqApiError, keyof Error | "code" | "docUrl">) {
    const { code, message, doc_url } = facts.body.error;
    const lost = facts.maybeDelivered ? ". An earlier attempt, whose answer was lost, may have caused this" : "";
    super(`${facts.status} / ${code} ${message}${trace(facts)}${lost}`, facts);
    this.code = code;
    this.docUrl = doc_url;
  }
}

/** An answer came that the contract does not know, for instance a gateway's HTML, a redirect, or a success without its body. */
export class LinqResponseError extends LinqError {
  override readonly name = "LinqResponseError" as const;
  /** The HTTP status; 0 for a redirect in a browser, which does not tell. */
  declare readonly status: number;
  /** The `content-type` header. */
  declare readonly contentType: string | undefined;
  /** The first 1024 characters of the body. */
  declare readonly bodyText: string;
  /** Names the exchange for Linq's support: the `x-trace-id` header. */
  declare readonly traceId: string | undefined;
  /** How long to wait before another attempt, in seconds: the `retry-after` header. */
  declare readonly retryAfter: number | undefined;
  /** How many requests were sent, the one that got this answer included. */
  declare readonly attempts: number;

  constructor(problem: string, facts: Omit<LinqResponseError, keyof Error>) {
    super(`${facts.status} with ${problem}${trace(facts)}`, facts);
  }
}

/** No whole answer came: refused, reset, broken off, unreadable, or the name is unknown. */
export class LinqConnectionError extends LinqError {
  override readonly name: "LinqConnectionError" | "LinqTimeoutError" = "LinqConnectionError";
  /** How many requests were sent, this one included. */
  declare readonly attempts: number;
  /** Whether Linq may have carried out the request although no answer came. False only if no attempt can have reached it. */
  declare readonly maybeDelivered: boolean;

  /** @param facts `cause`: the runtime's error, reduced to what cannot show the API key */
  constructor(problem: string, facts: { attempts: number; maybeDelivered: boolean; cause?: Error }) {
    super(`${problem}. Linq ${facts.maybeDelivered ? "may have got" : "has not got"} the request`, facts);
  }
}

/** No whole answer came in time. */
export class LinqTimeoutError extends LinqConnectionError {
  override readonly name = "LinqTimeoutError" as const;
  /** The time that each attempt had, in milliseconds. */
  declare readonly timeout: number;

  constructor(facts: { timeout: number; attempts: number; maybeDelivered: boolean }) {
    super(`No whole answer within ${facts.timeout} ms`, facts);
  }
}

function trace({ traceId }: { traceId: string | undefined }): string {
  return traceId ? ` (trace ${traceId})` : "";
}
