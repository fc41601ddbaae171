/** All that is pending of a leave, so that it can be ended at once. */
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

  return {
    signal: controller.signal,

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
