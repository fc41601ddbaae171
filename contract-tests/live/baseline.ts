/** Accepted findings, each with a reason and a date, so that a run fails only for new ones. */
import { readFile } from "node:fs/promises";
import { isObject } from "../engine/json-pointers.js";
import { type AcceptedFinding, type CheckResult, type Report, UsageError } from "./report.js";

export interface BaselineEntry {
  title: string;
  location: string;
  reason: string;
  date: string;
}

const FORM = `a list of { "title", "location", "reason", "date": "2026-11-25" }, as --json prints title and location`;

/** @throws UsageError that names the file, the entry and what is wrong */
export async function readBaseline(path: string): Promise<BaselineEntry[]> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`The baseline cannot be read: ${error.message}`);
  });
  const entries = parse(path, text);
  for (const [index, entry] of entries.entries()) {
    const problem = problemOf(entry);
    if (problem) throw new UsageError(`Entry ${index + 1} of the baseline ${path} ${problem}.`);
  }
  return entries as BaselineEntry[];
}

function parse(path: string, text: string): unknown[] {
  try {
    const entries = JSON.parse(text);
    if (Array.isArray(entries)) return entries;
  } catch {}
  throw new UsageError(`The baseline ${path} must be ${FORM}.`);
}

function problemOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return `is not an object; a baseline is ${FORM}`;
  for (const name of ["title", "location", "reason", "date"]) {
    if (typeof entry[name] !== "string" || entry[name] === "") return `has no ${name}`;
  }
  const { date } = entry;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(`${date}`) && !Number.isNaN(Date.parse(`${date}`));
  return isDate ? undefined : `has the date ${JSON.stringify(date)}; write it as 2026-11-25`;
}

/** The report with the accepted findings set apart. */
export function withBaseline(report: Report, entries: readonly BaselineEntry[]): Report {
  const used = new Set<BaselineEntry>();
  const accepted: AcceptedFinding[] = [];
  const results = report.results.map((result): CheckResult => {
    const findings = result.findings.filter((finding) => {
      const entry = entries.find(({ title, location }) => title === finding.title && location === finding.location);
      if (!entry) return true;
      used.add(entry);
      accepted.push({ ...finding, reason: entry.reason, date: entry.date });
      return false;
    });
    const isKept = result.outcome === "broken" && findings.length === 0;
    return { ...result, findings, ...(isKept && { outcome: "kept" }) };
  });
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  const wasLookedFor = ({ location }: BaselineEntry) => !skipped.some(({ name }) => location.startsWith(name));
  // An incomplete run has not looked for all of them.
  const outdated =
    report.problem === undefined ? entries.filter((entry) => !used.has(entry) && wasLookedFor(entry)) : [];
  return { ...report, results, accepted, outdated: outdated.map(({ title, location }) => `${title} at ${location}`) };
}
