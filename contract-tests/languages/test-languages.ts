/**
 * `npm run test:languages`: makes a client in each language by README's commands, and has a small program use it: every documented
 * response, no credentials, what may be new one day, and webhooks. Names as arguments choose among the languages, as in
 * `npm run test:languages -- Go Rust`.
 *
 * - `--break <fault>` makes the clients from a contract with that fault, to see what turns red.
 * - `--missing` prints the packages of Debian that are not installed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../scripts/root.js";
import { table } from "../../scripts/table.js";
import { contractIn, failures, type Scenarios, scenariosOf } from "./client-scenarios.js";
import { brokenContract, faults } from "./contract-faults.js";
import { startApi } from "./future-api.js";
import { makeClient, runClient, versionOf } from "./generated-client.js";
import { type Language, languages } from "./languages.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { break: { type: "string" }, missing: { type: "boolean" } },
});
checkNames("language", positionals, languages);
checkNames("fault", values.break === undefined ? [] : [values.break], faults);
const chosen = Object.entries(languages).filter(([name]) => positionals.length === 0 || positionals.includes(name));

if (values.missing) console.log((await missingPackages()).join(" "));
else await tryAll(values.break);

async function tryAll(fault: string | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-languages-"));
  const api = await startApi();
  const rows: string[][] = [];
  const problems: string[] = [];
  try {
    const contract = fault === undefined ? root : await brokenContract(fault, join(folder, "contract"));
    const scenarios = scenariosOf(await contractIn(contract), api.urls);
    for (const [name, language] of chosen) {
      progress(name);
      await api.reset();
      const { version, passed, problem } = await tryOne(name, language, { contract, folder, scenarios });
      rows.push([`${name} ${version}`.trim(), language.generator, ...passed]);
      problems.push(...problem.map((text) => `${name}: ${text}`));
    }
    progress("");
    console.log(table([["language", "generator", ...Object.keys(scenarios.groups)], ...rows]));
  } finally {
    await api.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (problems.length === 0) return;
  console.error(`\n${problems.join("\n")}`);
  process.exitCode = 1;
}

interface Row {
  version: string;
  /** For each group of scenarios, how many passed. */
  passed: string[];
  problem: string[];
}

interface Trial {
  contract: string;
  folder: string;
  scenarios: Scenarios;
}

async function tryOne(name: string, language: Language, { contract, folder, scenarios }: Trial): Promise<Row> {
  const version = await versionOf(language);
  if (version === undefined) {
    const text = `not installed: ${howToInstall(language)}`;
    if (process.env.CI) return { version: "", passed: ["not installed"], problem: [text] };
    return { version: "", passed: [`not installed, skipped: ${howToInstall(language)}`], problem: [] };
  }
  try {
    const client = await makeClient(name, language, contract, join(folder, language.folder));
    const failed = failures(scenarios, await runClient(client, scenarios.input));
    const passed = Object.values(scenarios.groups).map((names) => {
      const green = names.filter((one) => !(one in failed));
      return `${green.length}/${names.length}`;
    });
    return { version, passed, problem: Object.entries(failed).map(([scenario, text]) => `${scenario}: ${text}`) };
  } catch (error) {
    return { version, passed: ["failed"], problem: [(error as Error).message] };
  }
}

async function missingPackages(): Promise<string[]> {
  const missing = await Promise.all(
    chosen.map(async ([, language]) => {
      const { install } = language;
      return typeof install === "string" || (await versionOf(language)) !== undefined ? [] : install;
    }),
  );
  return [...new Set(missing.flat())];
}

function howToInstall({ install }: Language): string {
  return typeof install === "string" ? install : `apt-get install ${install.join(" ")}`;
}

function checkNames(what: string, names: string[], all: Record<string, unknown>): void {
  const unknown = names.find((name) => !(name in all));
  if (unknown === undefined) return;
  console.error(`There is no ${what} ${unknown}. There are ${Object.keys(all).join(", ")}.`);
  process.exit(2);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
