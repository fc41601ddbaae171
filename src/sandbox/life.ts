import { setMaxListeners } from "node:events";

/** The time from a start or reset to the next, with all that is pending in it. */
export interface Life {
  /** Aborted at the end. */
  readonly signal: AbortSignal;
  /** Waits so many milliseconds. Never settles if the life ends before. */
  pause(ms: number): Promise<void>;
  end(): void;
}

export function newLife(): Life {
  const controller = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  // Any number of deliveries may be under way.
  setMaxListeners(0, controller.signal);

  return {
    signal: controller.signal,

    // Not by the signal: to add a listener takes the longer the more there are, and each chat that is being left would have one.
    pause(ms) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => {
          timers.delete(timer);
          resolve();
        }, ms);
        timers.add(timer);
      });
    },

    end() {
      controller.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
