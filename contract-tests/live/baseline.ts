/** Accepted findings, each with a reason and a date, so that a run fails only for new ones. */
import { readFile } from "node:fs/promises";
import { isObject } from "../engine/json-pointers.js";
import { json } from "../engine/validators.js";
import { findingsOf, type Report, UsageError } from "./report.js";

export interface BaselineEntry {
  title: string;
  location: string;
  reason: string;
  /** The day on which the finding was accepted. Reports show it; the entry does not expire. */
  date: string;
}

const FORM = `a list of { "title", "location", "reason", "date": "2026-11-25" }, with title and location as --json prints them, and the day on which you accepted the finding`;

/** @throws UsageError that names the file, the entry and what is wrong */
export async function readBaseline(path: string): Promise<BaselineEntry[]> {
  const text = await readFile(path, "utf8").catch((error: Error) => {
    throw new UsageError(`The baseline cannot be read: ${error.message}`);
  });
  const entries: unknown = json(text);
  if (!Array.isArray(entries)) throw new UsageError(`The baseline ${path} must be ${FORM}.`);
  for (const [index, entry] of entries.entries()) {
    const problem = problemOf(entry);
    if (problem) throw new UsageError(`Entry ${index + 1} of the baseline ${path} ${problem}.`);
  }
  return entries;
}

function problemOf(entry: unknown): string | undefined {
  if (!isObject(entry)) return `is not an object; a baseline is ${FORM}`;
  for (const name of ["title", "location", "reason", "date"]) {
    if (typeof entry[name] !== "string" || entry[name] === "") return `has no ${name}`;
  }
  const date = `${entry.date}`;
  const isDate = /^\d{4}-\d\d-\d\d$/.test(date) && !Number.isNaN(Date.parse(date));
  return isDate ? undefined : `has the date ${JSON.stringify(date)}; write it as 2026-11-25`;
}

/** The report with the accepted findings set apart. */
export function withBaseline(report: Report, entries: readonly BaselineEntry[]): Report {
  type Place = Pick<BaselineEntry, "title" | "location">;
  const isSame = (one: Place) => (other: Place) => one.title === other.title && one.location === other.location;
  const accepted = findingsOf(report).flatMap((finding) => {
    const entry = entries.find(isSame(finding));
    return entry ? [{ ...finding, reason: entry.reason, date: entry.date }] : [];
  });
  const results = report.results.map((result) => {
    const findings = result.findings.filter((finding) => !accepted.some(isSame(finding)));
    const isAccepted = result.outcome === "broken" && findings.length === 0;
    return { ...result, findings, ...(isAccepted && { outcome: "kept" as const }) };
  });
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  const outdated = entries.filter(
    (entry) => !accepted.some(isSame(entry)) && !skipped.some(({ name }) => entry.location.startsWith(name)),
  );
  // An incomplete run has not looked for all of them.
  const named = report.problem === undefined ? outdated.map(({ title, location }) => `${title} at ${location}`) : [];
  return { ...report, results, accepted, outdated: named };
}
