/** The longest time that the timers of all runtimes can take, in milliseconds. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

export const TIMED_OUT = Symbol("timed out");

/**
 * Runs work that the caller's signal or a time limit ends at once, whether or not the work heeds the signal that it is given.
 * Rejects with the caller's reason or with `TIMED_OUT`. Leaves no timer and no listener behind.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  caller?: AbortSignal,
  timeout?: number,
): Promise<T> {
  caller?.throwIfAborted();
  const controller = new AbortController();
  let interrupt!: (reason: unknown) => void;
  const interrupted = new Promise<never>((_, reject) => {
    interrupt = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
  });
  const onAbort = () => interrupt(caller?.reason);
  const timer = timeout === undefined ? undefined : setTimeout(interrupt, timeout, TIMED_OUT);
  caller?.addEventListener("abort", onAbort);
  try {
    return await Promise.race([work(controller.signal), interrupted]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener("abort", onAbort);
  }
}
