import { setTimeout } from "node:timers/promises";

/** Waits, and tells whether the time went by before the signal was aborted. */
export function elapsed(ms: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(ms, true, { signal }).catch(() => false);
}
