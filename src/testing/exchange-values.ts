import { errorCodes } from "../../generated/error-codes.js";

export interface ExchangeValues {
  /** The `x-trace-id` of this exchange. */
  readonly traceId: string;
  /** The wait in errors that have one, in seconds. @default from the examples */
  readonly retryAfter?: number | undefined;
}

export interface Content {
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A documented response for one exchange: with its own trace id wherever there is one, and with the time to wait. */
export function withExchangeValues({ headers, body }: Content, { traceId, retryAfter }: ExchangeValues): Content {
  const own = { ...headers, "x-trace-id": traceId };
  if (typeof body !== "object" || body === null) return { headers: own, body };
  const members = body as { trace_id?: unknown; error?: { code?: number; retry_after?: number } };
  const error = Object(members.error) as { code?: number; retry_after?: number };
  const waits = retryAfter !== undefined && errorCodes[error.code ?? 0]?.retry === "after";
  return {
    headers: { ...own, ...(waits && { "retry-after": `${retryAfter}` }) },
    body: {
      ...members,
      ...(waits && error.retry_after !== undefined && { error: { ...error, retry_after: retryAfter } }),
      ...(members.trace_id !== undefined && { trace_id: traceId }),
    },
  };
}

/** A W3C trace id: 32 hexadecimal digits. */
export function newTraceId(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
