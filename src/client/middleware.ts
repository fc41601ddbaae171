import { type ConnectionFacts, LinqTimeoutError } from "../errors.js";

export interface MiddlewareLimits {
  /** How much time is left for middleware, in milliseconds. */
  timeLeft(): number;
  /** The outcome of sending the request. */
  sent(): ConnectionFacts;
}

/** Runs a call whose middleware may never settle. Limits the time before and after sending; sending has its own limits. */
export function limitMiddleware<Sent, Result>(
  call: (send: (request: Sent) => Promise<Response>) => Promise<Result>,
  send: (request: Sent) => Promise<Response>,
  { timeLeft, sent }: MiddlewareLimits,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout>;
    const limit = (facts: ConnectionFacts) => {
      const timeout = timeLeft();
      timer = setTimeout(() => reject(new LinqTimeoutError(timeout, facts)), timeout);
    };
    const limited = async (request: Sent) => {
      clearTimeout(timer);
      try {
        return await send(request);
      } finally {
        limit(sent());
      }
    };
    limit({ attempts: 0, maybeDelivered: false });
    call(limited)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
