/** A report as text for people, and as JSON, JUnit XML and GitHub annotations for pipelines. */
import { type Finding, formatFinding } from "../engine/findings.js";
import { type CheckResult, exitCode, findingsOf, type Report } from "./report.js";

export function toText(report: Report): string {
  const { results, accepted, outdated, coverage, notes } = report;
  const skipped = results.filter(({ outcome }) => outcome === "skipped");
  const reasons = [...new Set(skipped.map(({ reason }) => reason))];
  return [
    ...reasons.flatMap((why) => [
      `skipped   ${why}`,
      ...skipped.filter(({ reason }) => reason === why).map(({ name }) => `          ${name}`),
    ]),
    ...findingsOf(report).map((finding) => `\n${formatFinding(printable(finding))}\n`),
    ...accepted.map(
      ({ title, location, reason, date }) => `accepted  ${title}\n          ${location}\n          ${date}: ${reason}`,
    ),
    ...outdated.map((entry) => `outdated  ${entry}\n          no longer found: remove it from the baseline`),
    ...(coverage.length > 0 ? ["\nCoverage:"] : []),
    ...coverage.map(({ name, covered, of }) => `  ${name.padEnd(36)}${`${covered}`.padStart(5)} of ${of}`),
    "",
    ...notes,
    conclusion(report),
  ].join("\n");
}

/** A target's text must not control a terminal or begin a line: GitHub Actions may read such a line as a command. */
function printable(finding: Finding): Finding {
  const safe = (text: string) => text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
  return Object.fromEntries(Object.entries(finding).map(([name, text]) => [name, safe(text)])) as unknown as Finding;
}

function conclusion(report: Report): string {
  if (report.problem !== undefined) return report.problem;
  const checked = report.results.filter(({ outcome }) => outcome !== "skipped");
  const passed = `${countOf(report, "kept")} of ${checked.length} checks passed.`;
  return verdict(report) + (findingsOf(report).length === 0 ? `, as far as it was checked: ${passed}` : `; ${passed}`);
}

/** The result in a few words. */
export function verdict(report: Report): string {
  const count = findingsOf(report).length;
  return report.problem ?? (count === 0 ? "No deviations from the contract" : `${deviations(count)} from the contract`);
}

function deviations(count: number): string {
  return count === 1 ? "1 deviation" : `${count} deviations`;
}

function countOf({ results }: Report, wanted: CheckResult["outcome"]): number {
  return results.filter(({ outcome }) => outcome === wanted).length;
}

/** Conforms to `report.schema.json`. */
export function toJson(report: Report): string {
  return `${JSON.stringify({ ...report, exitCode: exitCode(report) }, null, 2)}\n`;
}

/** The form of JUnit report that GitLab, Jenkins and Azure Pipelines read. */
export function toJunit(report: Report): string {
  const { subject, results, problem } = report;
  const testcase = (name: string, content: string) =>
    `    <testcase classname="linq-openapi" name="${xml(name)}">${content}</testcase>`;
  const cases = results.map(({ name, outcome, reason = "", findings }) => {
    const details = xml(findings.map(formatFinding).join("\n\n"));
    const content = {
      kept: "",
      broken: `<failure message="${deviations(findings.length)}">${details}</failure>`,
      skipped: `<skipped message="${xml(reason)}"/>`,
    };
    return testcase(name, content[outcome]);
  });
  if (problem) cases.push(testcase(subject, `<error message="${xml(problem)}"/>`));
  const [failures, skipped] = [countOf(report, "broken"), countOf(report, "skipped")];
  const counts = `tests="${cases.length}" failures="${failures}" errors="${problem ? 1 : 0}" skipped="${skipped}"`;
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
  return [
    ...(problem === undefined ? [] : [annotation("error", "Not verified", problem)]),
    ...findingsOf(report).map((finding) => annotation("error", finding.title, formatFinding(finding))),
    ...outdated.map((entry) => annotation("warning", "Outdated baseline", `${entry} is no longer found.`)),
  ];
}

function annotation(level: "error" | "warning", title: string, message: string): string {
  const data = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const property = data(title).replaceAll(":", "%3A").replaceAll(",", "%2C");
  return `::${level} title=${property}::${data(message)}`;
}

/** Escapes text, and drops characters that XML does not allow. */
export function xml(text: string): string {
  const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character] as string);
}
