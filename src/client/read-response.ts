import { ErrorEnvelope as envelopeSchema } from "../../generated/schemas.js";
import { type ErrorEnvelope, LinqApiError, LinqResponseError } from "../errors.js";
import type { Operation } from "../operation.js";
import { conforms, type Schema } from "../validate.js";
import { type Redact, redactBody } from "./redact.js";
import { parseRetryAfter } from "./retry-delay.js";

/** How many characters of an unknown body an error keeps. */
const KEPT_TEXT = 1024;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

export interface ReceivedResponse {
  response: Response;
  /** The body, as far as it was read. */
  text: string;
  whole: boolean;
  /** Whether something else had already read the body. */
  isUsed: boolean;
}

/** What the caller gets from a response. */
export interface Result {
  /** The body of a documented success, or of a documented error with the API key replaced. */
  body: unknown;
  /** Absent for a documented success. */
  failure: LinqApiError | LinqResponseError | undefined;
}

interface Context {
  operation: Operation;
  redact: Redact;
  /** Milliseconds since the Unix epoch. */
  now: number;
  attempts: number;
  maybeDelivered: boolean;
}

/** Reads a response as the contract documents it for the operation. */
export function readResponse(received: ReceivedResponse, context: Context): Result {
  const { response, text, whole, isUsed } = received;
  const { redact, attempts, maybeDelivered } = context;
  const { status, ok } = response;
  const parsed = whole && JSON_TYPE.test(response.headers.get("content-type") ?? "") ? parse(text) : undefined;
  const isEnvelope = conforms(envelopeSchema, parsed);

  const success = ok && !isEnvelope && readSuccess(context.operation, status, text, parsed);
  if (success) return success;

  const headers = headersOf(response, redact);
  const facts = {
    status,
    headers,
    traceId: headers["x-trace-id"] || undefined,
    retryAfter: parseRetryAfter(headers["retry-after"], context.now),
    attempts,
  };
  const body = isEnvelope && status >= 400 && status < 600 ? redactedEnvelope(parsed, redact) : undefined;
  if (body) {
    const failure = new LinqApiError(body, {
      ...facts,
      traceId: body.trace_id || facts.traceId,
      retryAfter: facts.retryAfter ?? body.error.retry_after,
      maybeDelivered,
    });
    return { body, failure };
  }
  const problem = problemOf(received, headers["content-type"], parsed);
  const more = ok && !isUsed ? ". The request may have been carried out" : "";
  return { body: undefined, failure: new LinqResponseError(problem + more, redact(text).slice(0, KEPT_TEXT), facts) };
}

/**
 * The body of a success: one that the operation documents for this status, or for any of its successes if the status is another 2xx.
 * If none is documented, whatever arrived is ignored.
 */
function readSuccess({ successes }: Operation, status: number, text: string, parsed: unknown): Result | undefined {
  const documented = successes[status];
  const schemas = documented === undefined ? Object.values(successes) : [documented];
  const matches = (schema: Schema | null) =>
    schema ? parsed !== undefined && isBody(schema, parsed) : !text || (documented === null && parsed !== undefined);
  const schema = schemas.find(matches);
  return schema === undefined ? undefined : { body: schema ? parsed : undefined, failure: undefined };
}

/** A success with an `error` member is not a success, unless its schema has that member. */
function isBody(schema: Schema, body: unknown): boolean {
  const { error } = Object(body);
  return conforms(schema, body) && (error == null || Object.hasOwn(schema.properties ?? {}, "error"));
}

/** `undefined` for a body that is nested too deeply to be redacted, or that has the key where the contract has a number. */
function redactedEnvelope(body: unknown, redact: Redact): ErrorEnvelope | undefined {
  try {
    const redacted = redactBody(body, redact);
    return conforms(envelopeSchema, redacted) ? (redacted as ErrorEnvelope) : undefined;
  } catch {
    return undefined;
  }
}

function headersOf({ headers }: Response, redact: Redact): Record<string, string> {
  const harmless = [...headers].filter(([name]) => redact(name) === name);
  return Object.fromEntries(harmless.map(([name, value]) => [name, redact(value)]));
}

function problemOf(
  { response: { status, type }, text, whole, isUsed }: ReceivedResponse,
  contentType: string | undefined,
  parsed: unknown,
): string {
  if (isUsed) return "a body that fetch had already read";
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) {
    return "a redirect, which is not followed; check baseUrl";
  }
  if (!whole) return "a body of more than 1 MiB, which was not read to the end";
  if (!text) return "no body";
  if (contentType === undefined) return "a body without a content type";
  if (!JSON_TYPE.test(contentType)) return `a body that is not JSON but ${contentType}`;
  return parsed === undefined ? "a body that is broken JSON" : "a JSON body that is not documented";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
