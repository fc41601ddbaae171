/** The result of a claim: the event is now yours, its work is done, or another claim on it holds. */
export type Claim = "yours" | "done" | "taken";

/**
 * Where an inbox remembers events. If several processes share it, each event's work is done in one of them. Every function must be atomic.
 * If one rejects, nothing is lost: the delivery is answered with an error and arrives again.
 */
export interface WebhookStore {
  /** Gives the event to `claimant` for `lease` milliseconds, unless its work is done or another claim on it has not ended yet. */
  claim(eventId: string, claimant: string, lease: number): Claim | Promise<Claim>;
  /** The work is done. The event is `"done"` from now on, for longer than the 25 minutes for which Linq redelivers it, no matter who holds the claim. */
  commit(eventId: string): unknown;
  /** The work has failed. Ends the claim if `claimant` still holds it, so that the next delivery can claim the event; leaves other claims alone. */
  release(eventId: string, claimant: string): unknown;
}
