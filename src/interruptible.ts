/** The longest delay that the timers of all runtimes accept, in milliseconds. */
export const LONGEST_TIMEOUT = 2 ** 31 - 1;

export const TIMED_OUT = Symbol("timed out");

/**
 * Runs work that the caller's signal or a time limit ends at once, whether or not the work heeds the signal that it gets.
 * Rejects with the caller's reason, with `TIMED_OUT`, or with the reason that the work gives `interrupt`. Leaves no timer and no listener
 * behind.
 */
export async function interruptible<T>(
  work: (signal: AbortSignal, interrupt: (reason: unknown) => void) => Promise<T>,
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
  const timer = timeout === undefined ? undefined : setTimeout(interrupt, timeout, TIMED_OUT);
  const forget = caller && onAbort(caller, () => interrupt(caller.reason));
  try {
    return await Promise.race([work(controller.signal, interrupt), interrupted]);
  } finally {
    clearTimeout(timer);
    forget?.();
  }
}

interface Waiting extends EventListenerObject {
  stops: Set<() => void>;
}

const waitingFor = new WeakMap<AbortSignal, Waiting>();

/** Runs `stop` on abort. One listener serves any number of calls, because Node warns of a leak if a signal has many. Returns a function that stops waiting. */
function onAbort(signal: AbortSignal, stop: () => void): () => void {
  const waiting = waitingFor.get(signal) ?? listenTo(signal);
  waiting.stops.add(stop);
  return () => {
    waiting.stops.delete(stop);
    if (waiting.stops.size > 0) return;
    waitingFor.delete(signal);
    signal.removeEventListener("abort", waiting);
  };
}

function listenTo(signal: AbortSignal): Waiting {
  const stops = new Set<() => void>();
  const waiting = {
    stops,
    handleEvent() {
      for (const stop of stops) stop();
    },
  };
  waitingFor.set(signal, waiting);
  signal.addEventListener("abort", waiting);
  return waiting;
}
