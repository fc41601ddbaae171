/**
 * Ends a run of the whole suite with a table: how much of the contract can be covered, and how much was. An empty cell fails the run.
 * It is a reporter because vitest ignores errors in a global teardown.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Reporter, TestModule, Vitest } from "vitest/node";
import { table } from "../../scripts/text-table.js";
import { type Contract, type LoadedSpec, loadContract } from "../engine/contract.js";
import { achievableCells, ROWS, unpromisedCells } from "./cells.js";

const require = createRequire(import.meta.url);
/** The file whose tests fill the cells. A run without all of its tests says nothing about coverage. */
const SOURCE = "contract-tests/contract.test.ts";
const TOOLS = [
  "@stoplight/prism-cli",
  "ajv",
  "ajv-formats",
  "@redocly/cli",
  "openapi-typescript",
  "openapi-fetch",
  "vitest",
];

interface Row {
  name: string;
  achievable: number;
  achieved: number;
  cells: { cell: string; by: string[] }[];
  /** The cells that cannot be covered, because the contract documents no response. */
  notPromised: string[];
}

export default class CoverageReporter implements Reporter {
  private vitest: Vitest | undefined;
  private readonly folder: string;
  private readonly contract: Contract;

  constructor({ folder = "reports", contract = loadContract() }: { folder?: string; contract?: Contract } = {}) {
    this.folder = folder;
    this.contract = contract;
  }

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const source = modules.find(({ moduleId }) => moduleId.endsWith(SOURCE));
    if (!source || this.vitest?.config.testNamePattern) return;

    const rows = coverage(source, this.contract.written);
    const report = { ...facts(), rows };
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "contract-coverage.json"), `${JSON.stringify(report, null, 2)}\n`);
    writeFileSync(join(this.folder, "contract-coverage.html"), html(report));
    console.log(`\n${summary(rows)}\n`);

    const empty = rows.flatMap(({ cells }) => cells.filter(({ by }) => by.length === 0));
    if (empty.length === 0) return;
    console.error(`The contract is not covered:\n${empty.map(({ cell }) => `  ${cell}`).join("\n")}\n`);
    process.exitCode = 1;
  }
}

function coverage(source: TestModule, loaded: LoadedSpec): Row[] {
  const by = new Map<string, string[]>();
  for (const test of source.children.allTests("passed")) {
    for (const cell of test.meta().covers ?? []) by.set(cell, [...(by.get(cell) ?? []), test.fullName]);
  }
  const achievable = achievableCells(loaded);
  const unpromised = unpromisedCells(loaded);
  return Object.entries(ROWS).map(([kind, name]) => {
    const isOfRow = (cell: string) => cell.startsWith(`${kind} › `);
    const cells = achievable.filter(isOfRow).map((cell) => ({ cell, by: by.get(cell) ?? [] }));
    const achieved = cells.filter((one) => one.by.length > 0).length;
    return { name, achievable: cells.length, achieved, cells, notPromised: unpromised.filter(isOfRow) };
  });
}

function facts() {
  const spec = readFileSync(require.resolve("linq-openapi/openapi.yaml"));
  const own = require("linq-openapi/package.json");
  const versions = TOOLS.map((tool) => [tool, own.dependencies[tool] ?? own.devDependencies[tool]]);
  return {
    spec: { file: "generated/openapi.yaml", sha256: createHash("sha256").update(spec).digest("hex") },
    versions: { [own.name]: own.version, node: process.versions.node, ...Object.fromEntries(versions) },
  };
}

function summary(rows: Row[]): string {
  const lines = rows.map(({ name, achieved, achievable, notPromised }) => {
    const rest = notPromised.length > 0 ? `, ${notPromised.length} not promised` : "";
    return [`  ${name}`, `${`${achieved}`.padStart(4)} of ${`${achievable}`.padStart(4)}${rest}`];
  });
  return `Contract coverage, achieved of achievable (reports/contract-coverage.html)\n${table(lines)}`;
}

function html({ spec, versions, rows }: ReturnType<typeof facts> & { rows: Row[] }): string {
  const list = rows.map(
    ({ name, achieved, achievable, cells, notPromised }) => `<details${achieved < achievable ? " open" : ""}>
<summary><span>${escaped(name)}</span> <b class="${achieved < achievable ? "empty" : ""}">${achieved} of ${achievable}</b></summary>
<table>${[...cells.map(cell), ...notPromised.map(unpromised)].join("\n")}</table>
</details>`,
  );
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Contract coverage</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
summary { cursor: pointer; padding: .3rem 0; } summary span { display: inline-block; min-width: 22rem; }
table { border-collapse: collapse; margin: 0 0 1rem 1.2rem; } td { border-top: 1px solid #ddd; padding: .15rem .8rem .15rem 0; vertical-align: top; }
.empty { color: #b00; } small { color: #666; }
</style>
<h1>Contract coverage</h1>
<p>How much of the contract can be covered, and how much was.</p>
${list.join("\n")}
<p><small>${escaped(spec.file)}, SHA-256 ${spec.sha256}<br>
${escaped(
  Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(" · "),
)}</small></p>
</html>
`;
}

function cell({ cell, by }: Row["cells"][number]): string {
  const tests = by.length > 2 ? `${by[0]} and ${by.length - 1} more` : by.join(", ");
  return `<tr><td>${escaped(cell)}</td><td class="${by.length === 0 ? "empty" : ""}">${escaped(tests) || "no test"}</td></tr>`;
}

function unpromised(cell: string): string {
  return `<tr><td>${escaped(cell)}</td><td>not promised: no status is documented for it</td></tr>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
