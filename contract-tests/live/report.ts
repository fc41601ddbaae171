/** The result of a run, from which every output is made. `report.schema.json` describes it for other programs. */
import { createHash } from "node:crypto";
import type { LoadedSpec } from "../engine/contract.js";
import type { Finding } from "../engine/findings.js";

/** A finding that the baseline accepts, with the reason and date of its entry. */
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
  /** The findings that the baseline does not accept. */
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
  /** Why the check could not be run or completed. */
  problem?: string;
}

export const EXIT_CODES = {
  kept: 0,
  broken: 1,
  /** A flag, a file or a URL is wrong; nothing was sent. */
  usage: 2,
  /** The target did not respond, or there is no traffic for this API. */
  unavailable: 3,
  outdatedBaseline: 4,
} as const;

/** The caller made a mistake in a flag, a file or a URL. Nothing was sent. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @param rest the parts of the report that are not empty */
export function newReport(subject: string, { spec }: LoadedSpec, rest: Partial<Report>): Report {
  const { title, version } = spec.info as { title: string; version: string };
  const sha256 = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
  const contract = { title, version, sha256 };
  return { subject, contract, results: [], notes: [], accepted: [], outdated: [], coverage: [], ...rest };
}

export function findingsOf({ results }: Pick<Report, "results">): Finding[] {
  return results.flatMap(({ findings }) => findings);
}

export function exitCode(report: Report): number {
  if (report.problem !== undefined) return EXIT_CODES.unavailable;
  if (findingsOf(report).length > 0) return EXIT_CODES.broken;
  return report.outdated.length > 0 ? EXIT_CODES.outdatedBaseline : EXIT_CODES.kept;
}
