/** A report as one self-contained page, to keep as an artefact and to read on any screen. */
import type { Finding } from "../engine/findings.js";
import { type CheckResult, findingsOf, type Report } from "./report.js";
import { verdict, xml } from "./report-formats.js";

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --good: #2e7d32; --dim: #888; }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --good: #81c784; } }
* { box-sizing: border-box; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; margin: .5rem 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem 1rem; margin: .5rem 0; } dt { color: var(--dim); } dd { margin: 0; }
article { border: 1px solid var(--line); border-left: .3rem solid var(--bad); border-radius: .3rem; padding: .5rem 1rem; margin: .75rem 0; }
article h3 { font-size: 1rem; margin: .2rem 0; }
td.kept, td.broken, td.skipped { white-space: nowrap; width: 1%; }
table { border-collapse: collapse; width: 100%; } td, th { text-align: left; padding: .3rem .5rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.kept { color: var(--good); } .broken { color: var(--bad); } .skipped, footer { color: var(--dim); } footer { margin-top: 2rem; font-size: .85rem; }
`;

export function toHtml(report: Report): string {
  const { subject, contract, accepted, outdated, results, coverage, notes, problem } = report;
  const findings = findingsOf(report);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${xml(`${verdict(report)}: ${subject}`)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1 class="${problem || findings.length > 0 ? "broken" : "kept"}">${xml(verdict(report))}</h1>
<dl><dt>Checked</dt><dd>${xml(subject)}</dd><dt>Contract</dt><dd>${xml(`${contract.title} ${contract.version}`)}</dd></dl>
${notes.map((note) => `<p>${xml(note)}</p>`).join("\n")}
${section("Deviations", findings.map(findingHtml).join("\n"))}
${section("Accepted by the baseline", table(accepted.map((one) => [one.title, one.location, `${one.reason} (${one.date})`])))}
${section("Outdated in the baseline", table(outdated.map((entry) => [entry])))}
${section("Checks", results.map(resultRow).join("\n"), "table")}
${section("Coverage", table(coverage.map(({ name, covered, of }) => [name, `${covered} of ${of}`])))}
<footer>linq-openapi, contract sha256 ${contract.sha256}</footer>
</body>
</html>
`;
}

function section(title: string, content: string, element = "div"): string {
  return content === "" ? "" : `<h2>${title}</h2>\n<${element}>\n${content}\n</${element}>`;
}

function findingHtml({ title, location, expected, actual, owner, traceId }: Finding): string {
  const facts = { location, expected, actual, owner, ...(traceId !== undefined && { "trace id": traceId }) };
  const list = Object.entries(facts).map(([name, value]) => `<dt>${name}</dt><dd>${xml(value)}</dd>`);
  return `<article><h3>${xml(title)}</h3><dl>${list.join("")}</dl></article>`;
}

function resultRow({ name, outcome, reason }: CheckResult): string {
  const why = reason === undefined ? "" : `<br><small>${xml(reason)}</small>`;
  return `<tr><td class="${outcome}">${outcome}</td><td>${xml(name)}${why}</td></tr>`;
}

function table(rows: string[][]): string {
  if (rows.length === 0) return "";
  const lines = rows.map((cells) => `<tr>${cells.map((cell) => `<td>${xml(cell)}</td>`).join("")}</tr>`);
  return `<table>\n${lines.join("\n")}\n</table>`;
}
