import { type LinqApiError, LinqInputError, LinqResponseError, LinqTimeoutError } from "../errors.js";
import { interruptible, TIMED_OUT } from "../interruptible.js";
import type { Operation } from "../operation.js";
import type { Attempt, CallLimits, Settings } from "./client-options.js";
import { connectionError, wasNeverSent } from "./connection-error.js";
import { fetchMisuse, isFetchMisuse } from "./fetch-misuse.js";
import { readResponse } from "./read-response.js";
import { type Body, readText } from "./read-text.js";
import { createRedactor } from "./redact.js";
import { type Failure, hadNoEffect, retryDelay } from "./retry-delay.js";

/** The part of a `Request` that is sent. */
export interface OutgoingRequest {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body?: RequestInit["body"];
}

/** What the transport needs to know about a call. */
export interface Call extends Omit<CallLimits, "deadline"> {
  readonly name: string;
  readonly operation: Operation;
  readonly signal: AbortSignal | undefined;
  /** When its deadline expires, on the client's clock. */
  readonly end: number;
}

/** A documented response. Anything undocumented is thrown. */
export interface DocumentedResponse {
  readonly response: Response;
  /** The parsed body; in an error, with the API key replaced. */
  readonly body: unknown;
  /** The body as text; empty if none is documented. */
  readonly text: string;
  /** The error, if the response is a documented error. */
  readonly error: LinqApiError | undefined;
  /** How many requests were sent, including the one that got this response. */
  readonly attempts: number;
}

export type Send = (request: OutgoingRequest | Request, call: Call) => Promise<DocumentedResponse>;

/** The outcome of an attempt. */
interface Outcome {
  /** Present if a response arrived. */
  readonly response?: Response;
  /** Present if the response is documented. */
  readonly answer?: DocumentedResponse;
  /** What went wrong; any value, if it is the reason of the caller's signal. */
  readonly failure?: unknown;
  /** Whether another attempt would be pointless. */
  readonly isFinal: boolean;
}

/** Sends requests with time limits and retries, and lets through only what the contract documents. */
export function createTransport({ apiKey, baseUrl, fetch, clock, onAttempt }: Settings): Send {
  const { origin } = new URL(baseUrl);
  const redact = createRedactor(apiKey);

  return async (request, call) => {
    assertOwnUrl(request.url, origin);
    let maybeDelivered = false;

    for (let attempts = 1; ; attempts++) {
      const start = clock.now();
      const timeout = Math.min(call.timeout, call.end - start);
      const outcome = await attempt(request, call, { attempts, maybeDelivered, timeout });
      const wait = waitAfter(outcome, call);
      report(outcome, { operation: call.name, attempt: attempts, duration: clock.now() - start, wait });
      if (wait === undefined) return settle(outcome);

      const { failure } = outcome;
      maybeDelivered ||= !hadNoEffect(failure as Failure);
      await interruptible((stop) => clock.sleep(wait, stop), call.signal);
      if (clock.now() >= call.end) return settle(outcome);
    }
  };

  async function attempt(
    request: OutgoingRequest | Request,
    { operation, signal }: Call,
    { attempts, maybeDelivered, timeout }: { attempts: number; maybeDelivered: boolean; timeout: number },
  ): Promise<Outcome> {
    try {
      const received = await interruptible((stop) => exchange(request, stop), signal, timeout);
      const { response, text, isUsed } = received;
      const context = { operation, redact, now: clock.now(), attempts, maybeDelivered };
      const { body, failure } = readResponse(received, context);
      if (failure instanceof LinqResponseError) return { response, failure, isFinal: isUsed };
      const bodyText = failure ? JSON.stringify(body) : body === undefined ? "" : text;
      return {
        response,
        answer: { response, body, text: bodyText, error: failure, attempts },
        failure,
        isFinal: !failure,
      };
    } catch (cause) {
      if (signal?.aborted) return { failure: signal.reason, isFinal: true };
      const facts = { attempts, maybeDelivered: maybeDelivered || !wasNeverSent(cause) };
      const failure =
        cause === TIMED_OUT
          ? new LinqTimeoutError(timeout, facts)
          : connectionError(cause, redact, { origin, ...facts });
      return { failure, isFinal: isFetchMisuse(cause) };
    }
  }

  async function exchange(request: OutgoingRequest | Request, stop: AbortSignal) {
    const { url, method, headers } = request;
    const body = request instanceof Request ? await bodyOf(request, stop) : request.body;
    const init = { method, headers, body, redirect: "manual", signal: stop } as RequestInit;
    const { response, content, isUsed } = adopt(await fetch(url, init));
    const { text, whole } = await readText(content);
    return { response, text, whole, isUsed };
  }

  /** In milliseconds; `undefined` if there is no further attempt. */
  function waitAfter(outcome: Outcome, { maxRetries, operation, end }: Call): number | undefined {
    const failure = outcome.failure as Failure;
    if (outcome.isFinal || failure.attempts > maxRetries) return undefined;
    const delay = retryDelay(failure, operation.idempotent, clock.random());
    return delay === undefined || clock.now() + delay * 1000 >= end ? undefined : delay * 1000;
  }

  function report(
    { response, answer, failure }: Outcome,
    attempt: Pick<Attempt, "operation" | "attempt" | "duration" | "wait">,
  ): void {
    if (!onAttempt) return;
    const outcome = {
      status: response?.status,
      code: answer?.error?.code,
      traceId: redact(response?.headers.get("x-trace-id") ?? "") || undefined,
      error: failure,
    };
    // What an observer throws, at once or later, must not change the call.
    (async () => onAttempt({ ...attempt, ...outcome }))().catch(() => {});
  }
}

function settle({ answer, failure }: Outcome): DocumentedResponse {
  if (!answer) throw failure;
  return answer;
}

const BODILESS = [204, 205, 304];

/** A copy, because a body can be read only once. Middleware may have supplied one that never ends. */
async function bodyOf(request: Request, stop: AbortSignal): Promise<ArrayBuffer | undefined> {
  const body = request.clone().body?.pipeThrough(new TransformStream(), { signal: stop });
  return body && new Response(body).arrayBuffer();
}

/** What a `fetch` returned, as a response of this runtime: other libraries have their own class, and a custom `fetch` may return anything. */
function adopt(given: Response) {
  try {
    const { status, statusText, headers, body, bodyUsed } = given;
    const response =
      given instanceof Response ? given : new Response(null, { status, statusText, headers: [...headers] });
    const isUsed = Boolean(bodyUsed || body?.locked);
    const content = isUsed || BODILESS.includes(status) ? null : (body as Body | null);
    return { response, content, isUsed };
  } catch {
    throw fetchMisuse("fetch resolved with something that is not a Response");
  }
}

function assertOwnUrl(url: string, origin: string): void {
  if (url.startsWith(`${origin}/`)) return;
  throw new LinqInputError(
    `This client sends its API key only to ${origin}; for ${new URL(url).origin}, create another client`,
  );
}
