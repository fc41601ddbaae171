/** What a claim meets: the event is now yours, its work is done, or another claim on it holds. */
export type Claim = "yours" | "done" | "taken";

/**
 * Where an inbox remembers events. Shared by several processes, it has each event's work done in one of them. Every function must be atomic.
 * One that rejects loses nothing: the delivery is then answered with an error, and comes again.
 */
export interface WebhookStore {
  /** Gives the event to `claimant` for `lease` milliseconds, unless its work is done or another claim on it has not ended yet. */
  claim(eventId: string, claimant: string, lease: number): Claim | Promise<Claim>;
  /** The work is done. The event is `"done"` from now on, for longer than Linq delivers it again (25 minutes), whoever holds the claim. */
  commit(eventId: string): unknown;
  /** The work has failed. Ends the claim if `claimant` still holds it, so that the next delivery is taken; leaves all others alone. */
  release(eventId: string, claimant: string): unknown;
}
