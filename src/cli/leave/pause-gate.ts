import { setTimeout as sleep } from "node:timers/promises";

/** One pause for all requests: when one of them is told to wait, it closes the gate, and all of them wait. */
export interface Gate {
  /** Closes the gate for this many milliseconds from now; never shortens a pause. */
  close(ms: number): void;
  /** Resolves while the gate is open. Rejects when the signal aborts during a pause. */
  opened(): Promise<void>;
  /** How much of the pause is left, in milliseconds; 0 while the gate is open. */
  remaining(): number;
}

/** @param signal ends the wait */
export function createGate(signal: AbortSignal): Gate {
  let end = 0;
  // One timer, however many requests wait.
  let opening: Promise<void> | undefined;
  const remaining = () => Math.max(0, end - performance.now());

  async function wait(): Promise<void> {
    for (let ms = remaining(); ms > 0; ms = remaining()) await sleep(Math.ceil(ms), undefined, { signal });
    opening = undefined;
  }

  return {
    remaining,
    close(ms) {
      end = Math.max(end, performance.now() + ms);
    },
    async opened() {
      if (remaining() > 0) opening ??= wait();
      await opening;
    },
  };
}
