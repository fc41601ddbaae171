import type { LinqApiError } from "../../errors.js";
import type { Tally } from "./progress.js";

export interface Stop {
  /** A signal's name, or the error that stopped the run. */
  readonly reason: string | Error;
  /** Chats whose leave may have been carried out although its result is not known. */
  readonly underWay: readonly string[];
  /** Whether the results are in a file from which the next run can continue. */
  readonly isKept: boolean;
}

export function summary({ total, skipped, done, failed }: Tally, stop?: Stop): string {
  const counts = [`${done} done`, `${failed} failed`];
  if (stop) counts.push(`${total - done - failed} remaining`);
  if (skipped > 0) counts.push(`${skipped} skipped, already done`);
  const lines = [`${counts.join(", ")}.`];
  if (stop) lines.unshift(why(stop.reason));
  if (stop && stop.underWay.length > 0) {
    lines.push(
      "The outcome of these chats is unknown; they may have been left:",
      ...stop.underWay.map((id) => `  ${id}`),
    );
  }
  // A run without results has none to lose.
  if (stop) lines.push(stop.isKept || done + failed === 0 ? REPEAT : KEEP);
  return lines.join("\n");
}

const REPEAT = "To continue, run the same command again.";
const KEEP = "To continue, save what was printed to a file and run the command again with\n--resume <file>.";

function why(reason: string | Error): string {
  if (typeof reason === "string") return `Stopped by ${reason}.`;
  const { message, retryAfter } = reason as Error & Partial<LinqApiError>;
  return `Stopped: ${message}${retryAfter === undefined ? "." : `. Linq asks you to wait ${Math.ceil(retryAfter)} s.`}`;
}
