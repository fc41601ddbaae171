/** A report as text for people, and as JSON, JUnit XML and GitHub annotations for pipelines. */
import { formatFinding } from "../engine/findings.js";
import { type CheckResult, type CoverageRow, exitCode, findingsOf, type Report } from "./report.js";

export function toText(report: Report): string {
  const { results, accepted, outdated, coverage, notes, problem } = report;
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return [
    ...reasons.flatMap((why) => [
      `skipped   ${why}`,
      ...skipped.filter(({ reason }) => reason === why).map(({ name }) => `          ${name}`),
    ]),
    ...findingsOf(report).map((finding) => `\n${formatFinding(finding)}\n`),
    ...accepted.map(
      ({ title, location, reason, date }) => `accepted  ${title}\n          ${location}\n          ${date}: ${reason}`,
    ),
    ...outdated.map((entry) => `outdated  ${entry}\n          no longer found: remove it from the baseline`),
    ...(coverage.length > 0 ? ["\nCoverage:", ...coverage.map(coverageLine)] : []),
    "",
    ...notes,
    problem ?? summary(report),
  ].join("\n");
}

function coverageLine({ name, covered, of }: CoverageRow): string {
  return `  ${name.padEnd(36)}${`${covered}`.padStart(5)} of ${of}`;
}

function summary(report: Report): string {
  const findings = findingsOf(report).length;
  const checked = report.results.filter(({ outcome }) => outcome !== "skipped");
  const kept = `${checked.filter(({ outcome }) => outcome === "kept").length} of ${checked.length} checks`;
  if (findings === 0) return `The contract is kept, as far as it was checked: ${kept} passed.`;
  return `${deviations(findings)} from the contract; ${kept} passed.`;
}

export function deviations(count: number): string {
  return count === 1 ? "1 deviation" : `${count} deviations`;
}

/** Conforms to `report.schema.json`. */
export function toJson(report: Report): string {
  return `${JSON.stringify({ ...report, exitCode: exitCode(report) }, null, 2)}\n`;
}

/** The form of JUnit report that GitLab, Jenkins and Azure Pipelines read. */
export function toJunit({ subject, results, problem }: Report): string {
  const cases = results.map(({ name, outcome, reason = "", findings }) => {
    const message = deviations(findings.length);
    const content = {
      kept: "",
      broken: `<failure message="${xml(message)}">${xml(findings.map(formatFinding).join("\n\n"))}</failure>`,
      skipped: `<skipped message="${xml(reason)}"/>`,
    }[outcome];
    return `    <testcase classname="linq-openapi" name="${xml(name)}">${content}</testcase>`;
  });
  if (problem) {
    const error = `<error message="${xml(problem)}"/>`;
    cases.push(`    <testcase classname="linq-openapi" name="${xml(subject)}">${error}</testcase>`);
  }
  const count = (wanted: CheckResult["outcome"]) => results.filter(({ outcome }) => outcome === wanted).length;
  const counts = `tests="${cases.length}" failures="${count("broken")}" errors="${problem ? 1 : 0}" skipped="${count("skipped")}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites ${counts}>
  <testsuite name="${xml(subject)}" ${counts}>
${cases.join("\n")}
  </testsuite>
</testsuites>
`;
}

/** Workflow commands: GitHub shows each finding on the run's page. */
export function toGithubAnnotations(report: Report): string[] {
  const { problem, outdated } = report;
  const errors = findingsOf(report).map((finding) => ["error", finding.title, formatFinding(finding)] as const);
  const problems = problem === undefined ? [] : [["error", "Not verified", problem] as const];
  const warnings = outdated.map((entry) => ["warning", "Outdated baseline", `${entry} is no longer found.`] as const);
  return [...problems, ...errors, ...warnings].map(
    ([level, title, message]) => `::${level} title=${property(title)}::${data(message)}`,
  );
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

/** Escapes text, and drops characters that XML does not allow. */
export function xml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character] as string);
}
