import type { Reason } from "./answer-chooser.js";

/** How many requests are remembered. */
const KEPT = 1_000;

/** A request and its response. */
export interface JournalEntry {
  /** When it was answered, as an ISO 8601 time. */
  readonly at: string;
  readonly method: string;
  /** Without a base path such as `/api/partner`. */
  readonly path: string;
  /** The operation's name in the contract, such as `leaveChat`; absent if the contract has no such operation. */
  readonly operation?: string;
  /** In lower case. */
  readonly chatId?: string;
  /** The status that was sent; absent if the connection was reset or the caller was gone. */
  readonly status?: number;
  /** The name of the response's example in the contract, or of the fault. */
  readonly answer?: string;
  /** The reason for this response. */
  readonly why: Reason;
  /** The `x-trace-id` of the response. */
  readonly traceId: string;
}

export interface Journal {
  readonly entries: readonly JournalEntry[];
  /** How many entries were dropped since the start or the last `clear`. */
  readonly forgotten: number;
  add(entry: JournalEntry): void;
  clear(): void;
}

/** The last 1,000 requests. */
export function createJournal(): Journal {
  const entries: JournalEntry[] = [];
  let forgotten = 0;
  return {
    entries,
    get forgotten() {
      return forgotten;
    },
    add(entry) {
      entries.push(entry);
      if (entries.length <= KEPT) return;
      entries.shift();
      forgotten++;
    },
    clear() {
      entries.length = 0;
      forgotten = 0;
    },
  };
}
