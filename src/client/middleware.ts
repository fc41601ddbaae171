import { type ConnectionFacts, LinqTimeoutError } from "../errors.js";
import { interruptible } from "../interruptible.js";

export interface MiddlewareLimits {
  /** How much time is left for middleware, in milliseconds. */
  timeLeft(): number;
  /** The outcome of sending the request. */
  sent(): ConnectionFacts;
}

/**
 * Runs a call whose middleware may never settle. Limits the time before and after sending; sending has its own limits. Once the call is
 * over, nothing more is sent: the caller has already been told what was sent.
 */
export function limitMiddleware<Sent, Result>(
  call: (send: (request: Sent) => Promise<Response>) => Promise<Result>,
  send: (request: Sent) => Promise<Response>,
  { timeLeft, sent }: MiddlewareLimits,
  caller: AbortSignal | undefined,
): Promise<Result> {
  let timer: ReturnType<typeof setTimeout>;
  return interruptible((over, interrupt) => {
    const limit = (facts: ConnectionFacts) => {
      over.throwIfAborted();
      const timeout = timeLeft();
      timer = setTimeout(() => interrupt(new LinqTimeoutError(timeout, facts)), timeout);
    };
    limit({ attempts: 0, maybeDelivered: false });
    return call(async (request) => {
      over.throwIfAborted();
      clearTimeout(timer);
      try {
        return await send(request);
      } finally {
        limit(sent());
      }
    });
  }, caller).finally(() => clearTimeout(timer));
}
