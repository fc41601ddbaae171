/** Everything pending for a leave, so that it can be ended at once. */
export interface PendingWork {
  /** Aborted at the end. */
  readonly signal: AbortSignal;
  /** Waits for this many milliseconds. Never settles if the pending work ends first. */
  pause(ms: number): Promise<void>;
  end(): void;
}

export function newPendingWork(): PendingWork {
  const timers = new Set<NodeJS.Timeout>();
  // Created on demand: most leaves have no delivery.
  let controller: AbortController | undefined;
  let isOver = false;

  return {
    get signal() {
      controller ??= new AbortController();
      if (isOver) controller.abort();
      return controller.signal;
    },

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
      isOver = true;
      controller?.abort();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
