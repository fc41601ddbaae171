import { isErrorEnvelope } from "./contract.js";
import { LinqApiError, LinqResponseError } from "./errors.js";
import type { Redact } from "./redact.js";
import { parseRetryAfter } from "./retry.js";

/** How much of an unknown body an error keeps, in characters. */
const KEPT_TEXT = 1024;
const JSON_TYPE = /^application\/([\w.+-]+\+)?json\s*(;|$)/i;

export interface BufferedAnswer {
  response: Response;
  /** The body, or as much of it as was read. */
  text: string;
  whole: boolean;
}

export interface Circumstances {
  /** Whether a body is the documented one of the operation's success. */
  isSuccess(body: unknown, status: number): boolean;
  redact: Redact;
  /** Milliseconds since the Unix epoch. */
  now: number;
  attempts: number;
  maybeDelivered: boolean;
}

export interface Verdict {
  /** The parsed body, if it is whole and JSON. */
  body: unknown;
  /** The error that the answer is, unless it is a documented success. */
  failure: LinqApiError | LinqResponseError | undefined;
}

/** What the contract makes of an answer. */
export function judge(
  { response, text, whole }: BufferedAnswer,
  { isSuccess, redact, now, attempts, maybeDelivered }: Circumstances,
): Verdict {
  const { status, ok } = response;
  const header = (name: string) => redact(response.headers.get(name) ?? "") || undefined;
  const contentType = header("content-type");
  const bodyText = redact(text);
  const body = whole && JSON_TYPE.test(`${contentType}`) ? parseJson(bodyText) : undefined;
  const isEnvelope = isErrorEnvelope(body);
  if (ok && !isEnvelope && isSuccess(body, status)) return { body, failure: undefined };

  const facts = {
    status,
    attempts,
    traceId: header("x-trace-id"),
    retryAfter: parseRetryAfter(header("retry-after"), now),
  };
  if (isEnvelope && status >= 400 && status < 600) {
    const failure = new LinqApiError({
      ...facts,
      body,
      traceId: body.trace_id || facts.traceId,
      retryAfter: facts.retryAfter ?? body.error.retry_after,
      maybeDelivered,
    });
    return { body, failure };
  }
  const problem = problemOf(response, whole, bodyText, contentType, body);
  const failure = new LinqResponseError(ok ? `${problem}. The request may have been carried out` : problem, {
    ...facts,
    contentType,
    bodyText: bodyText.slice(0, KEPT_TEXT),
  });
  return { body, failure };
}

function problemOf(
  { status, type }: Response,
  whole: boolean,
  text: string,
  contentType: string | undefined,
  body: unknown,
): string {
  if (type === "opaqueredirect" || (status >= 300 && status < 400))
    return "a redirect, which is not followed; check baseUrl";
  if (!whole) return "a body of more than 1 MiB, which was not read on";
  if (!text) return "no body";
  if (!JSON_TYPE.test(`${contentType}`)) return `a body that is not JSON but ${contentType ?? "of no stated type"}`;
  return body === undefined ? "a body that is broken JSON" : "a JSON body that is not documented";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
