import { LinqTimeoutError } from "../errors.js";

/**
 * Runs a call whose middleware may never settle: before and after the sending, which has time limits of its own, it has so much time.
 *
 * @param timeout in milliseconds
 */
export function limitMiddleware<Sent, Result>(
  call: (send: (request: Sent) => Promise<Response>) => Promise<Result>,
  send: (request: Sent) => Promise<Response>,
  timeout: number,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    let maybeDelivered = false;
    const expire = () => reject(new LinqTimeoutError(timeout, { attempts: Number(maybeDelivered), maybeDelivered }));
    let timer = setTimeout(expire, timeout);

    const limited = async (request: Sent) => {
      clearTimeout(timer);
      maybeDelivered = true;
      try {
        return await send(request);
      } finally {
        timer = setTimeout(expire, timeout);
      }
    };
    call(limited)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer));
  });
}
