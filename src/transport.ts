import { readText } from "./body.js";
import { isSuccess as isAnySuccess } from "./contract.js";
import {
  type LinqApiError,
  LinqConnectionError,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "./errors.js";
import { interruptible, TIMED_OUT } from "./interruptible.js";
import { type BufferedAnswer, type Circumstances, judge } from "./judge.js";
import { type CallOptions, readCallOptions, type Settings } from "./options.js";
import { redactError, redactor } from "./redact.js";
import { retryDelay } from "./retry.js";

/** A documented answer; what is not documented is thrown. */
export interface Answer extends BufferedAnswer {
  /** The parsed body. */
  body: unknown;
  /** The documented error that it is, if it is one. */
  error: LinqApiError | undefined;
}

export type Send = (
  input: string | Request,
  init: RequestInit,
  options: CallOptions,
  isSuccess?: Circumstances["isSuccess"],
) => Promise<Answer>;

/** The runtimes' codes for a request that cannot have left: no address, no connection, no trusted TLS. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|VERIFY|WRONG_VERSION/;

/** Sends requests with a time limit and retries, and lets through only what the contract knows. */
export function createTransport({ apiKey, baseUrl, fetch, clock, ...defaults }: Settings): Send {
  const { origin } = new URL(baseUrl);
  const redact = redactor(apiKey);

  return async (input, init, options, isSuccess = isAnySuccess) => {
    const { timeout, maxRetries, signal } = readCallOptions(options, defaults);
    assertOwnUrl(typeof input === "string" ? input : input.url, origin);

    const exchange = async (stop: AbortSignal) => {
      // A body can be sent once only.
      const own = typeof input === "string" ? input : input.clone();
      const response = await fetch(own, { ...init, redirect: "manual", signal: stop });
      return { response, ...(await readText(response.body)) };
    };

    let maybeDelivered = false;
    for (let attempts = 1; ; attempts++) {
      const { answer, body, failure } = await interruptible(exchange, signal, timeout).then(
        (answer) => {
          const now = clock.now();
          return { answer, ...judge(answer, { isSuccess, redact, now, attempts, maybeDelivered }) };
        },
        (cause: unknown) => {
          if (signal?.aborted) throw signal.reason;
          maybeDelivered ||= !NEVER_SENT.test(codeOf(cause));
          return { answer: undefined, body: undefined, failure: noAnswer(cause, { attempts, maybeDelivered }) };
        },
      );

      const delay = failure && attempts <= maxRetries ? retryDelay(failure, clock.random()) : undefined;
      if (delay === undefined) {
        if (!answer || failure instanceof LinqResponseError) throw failure;
        return { ...answer, body, error: failure };
      }
      // An answer that nobody understands leaves open what its request has done.
      maybeDelivered ||= failure instanceof LinqResponseError;
      await interruptible((stop) => clock.sleep(delay * 1000, stop), signal);
    }

    function noAnswer(cause: unknown, facts: { attempts: number; maybeDelivered: boolean }): LinqConnectionError {
      if (cause === TIMED_OUT) return new LinqTimeoutError({ timeout, ...facts });
      const problem = `No whole answer from ${origin} (${codeOf(cause)})`;
      return new LinqConnectionError(problem, { ...facts, cause: redactError(cause, redact) });
    }
  };
}

function assertOwnUrl(url: string, origin: string): void {
  if (!url.startsWith(`${origin}/`)) {
    throw new LinqInputError(
      `This client sends its API key to ${origin} only. For ${new URL(url).origin}, create another`,
    );
  }
  if (url.includes("%7B")) throw new LinqInputError("A path parameter is missing: give it in params.path");
}

function codeOf(error: unknown): string {
  const { cause, code } = (error ?? {}) as { cause?: { code?: unknown }; code?: unknown };
  return String(cause?.code ?? code);
}
