import type { WebhookStore } from "./store.js";

/** How many events are remembered before the oldest is dropped. */
const MEMORY = 10_000;

/** A store for one process. It remembers the last 10,000 events, and is empty after a restart. */
export function createMemoryStore(): WebhookStore {
  const claims = new Map<string, { claimant: string; end: number }>();
  const done = new Map<string, true>();
  return {
    claim(eventId, claimant, lease) {
      if (done.has(eventId)) return "done";
      // Not the time of day, which can jump.
      const now = performance.now();
      const claim = claims.get(eventId);
      if (claim && now < claim.end) return "taken";
      remember(claims, eventId, { claimant, end: now + lease });
      return "yours";
    },
    commit(eventId) {
      claims.delete(eventId);
      remember(done, eventId, true);
    },
    release(eventId, claimant) {
      if (claims.get(eventId)?.claimant === claimant) claims.delete(eventId);
    },
  };
}

/** Adds the newest entry, and drops the oldest if there are too many. */
export function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  memory.delete(key);
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > MEMORY) memory.delete(oldest as string);
}
