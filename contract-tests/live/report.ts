/** What a run has found, in a form that every output is made from. `report.schema.json` describes it for others. */
import type { Finding } from "../engine/findings.js";

/** A finding that a baseline accepts, with the words of its entry. */
export interface AcceptedFinding extends Finding {
  reason: string;
  /** When it was accepted: `2026-11-25`. */
  date: string;
}

export interface CheckResult {
  name: string;
  outcome: "kept" | "broken" | "skipped";
  /** Why the check was skipped. */
  reason?: string;
  /** Those that the baseline does not accept. */
  findings: Finding[];
}

export interface CoverageRow {
  name: string;
  covered: number;
  of: number;
}

export interface Report {
  /** What was checked: the base URL of a deployment, or the path of a file. */
  subject: string;
  /** The contract it was checked against. */
  contract: { title: string; version: string; sha256: string };
  results: CheckResult[];
  /** Remarks that qualify the result. */
  notes: string[];
  /** Findings that the baseline accepts. */
  accepted: AcceptedFinding[];
  /** Entries of the baseline that no longer match anything. */
  outdated: string[];
  /** How much of the contract the recorded traffic covers; empty for a deployment. */
  coverage: CoverageRow[];
  /** Why the check could not be run, or not completed. */
  problem?: string;
}

/** For pipelines. */
export const EXIT_CODES = {
  kept: 0,
  broken: 1,
  /** A flag, a file or a URL is wrong; nothing was sent. */
  usage: 2,
  /** The target gave no response, or the traffic holds nothing of this API. */
  unavailable: 3,
  outdatedBaseline: 4,
} as const;

/** A mistake of the caller: a flag, a file, a URL. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

export function findingsOf({ results }: Pick<Report, "results">): Finding[] {
  return results.flatMap(({ findings }) => findings);
}

export function exitCode(report: Report): number {
  if (report.problem !== undefined) return EXIT_CODES.unavailable;
  if (findingsOf(report).length > 0) return EXIT_CODES.broken;
  return report.outdated.length > 0 ? EXIT_CODES.outdatedBaseline : EXIT_CODES.kept;
}
