/**
 * `npm run test:languages`: generates a client in each language with the commands of `examples/languages`, and runs a small program with
 * it: every documented response, no credentials, possible future additions, and webhooks. Then it shows that rows can fail, and runs
 * validators on the contract. Names as arguments choose languages, as in `npm run test:languages -- Go Rust`.
 *
 * - `--break <fault>` generates the clients from a contract with that fault, to show what turns red.
 * - `--missing` prints the Debian packages that are not installed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../../scripts/root.js";
import { table } from "../../scripts/text-table.js";
import { brokenContract, faults } from "./contract-faults.js";
import { startFutureApi } from "./future-api.js";
import { versionOf } from "./generated-client.js";
import { type Language, languages } from "./languages.js";
import { validations } from "./spec-validators.js";
import { type Trial, tryLanguage } from "./try-language.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { break: { type: "string" }, missing: { type: "boolean" } },
});
checkNames("language", positionals, languages);
checkNames("fault", values.break === undefined ? [] : [values.break], faults);
const names = positionals.length > 0 ? positionals : Object.keys(languages);

if (values.missing) console.log((await missingPackages()).join(" "));
else await testAll();

async function testAll(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-languages-"));
  const api = await startFutureApi();
  const problems: string[] = [];
  try {
    const trialOf = async (fault: string | undefined): Promise<Trial> => ({
      contract: fault === undefined ? root : await brokenContract(fault, join(folder, fault)),
      folder: join(folder, `clients-${fault}`),
      api,
    });
    problems.push(...(await clients(await trialOf(values.break))));
    if (positionals.length === 0 && values.break === undefined) {
      problems.push(...(await controls(trialOf)));
      problems.push(...(await validated(folder)));
    }
  } finally {
    await api.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  if (problems.length === 0) return;
  console.error(`\n${problems.join("\n")}`);
  process.exitCode = 1;
}

async function clients(trial: Trial): Promise<string[]> {
  const rows: string[][] = [["language", "generator", "responses", "new", "webhooks"]];
  const problems: string[] = [];
  const skipped: string[] = [];
  for (const name of names) {
    progress(name);
    const row = await tryLanguage(name, trial);
    rows.push([`${name} ${row.version}`.trim(), languages[name]?.generator ?? "", ...row.passed]);
    problems.push(...row.problems.map((problem) => `${name}: ${problem}`));
    if (row.skipped !== undefined) skipped.push(`${name} is not installed, skipped. ${row.skipped}\n`);
  }
  show(rows);
  for (const text of skipped) console.log(text);
  return problems;
}

/** Each fault turns the row of one language red. */
async function controls(trialOf: (fault: string) => Promise<Trial>): Promise<string[]> {
  const rows: string[][] = [["fault", "turns red", "because"]];
  const problems: string[] = [];
  for (const [fault, { stumbles }] of Object.entries(faults)) {
    progress(`${stumbles}, ${fault}`);
    const row = await tryLanguage(stumbles, await trialOf(fault));
    if (row.skipped !== undefined) continue;
    const [because] = row.problems;
    rows.push([fault, stumbles, because?.split("\n")[0]?.slice(0, 60) ?? ""]);
    if (because === undefined) problems.push(`${stumbles} is green with the fault ${fault}.`);
  }
  show(rows);
  return problems;
}

async function validated(folder: string): Promise<string[]> {
  progress("validators");
  if ((await versionOf(languages.Python as Language)) === undefined) {
    console.log("The validators are skipped, because Python is not installed.");
    return [];
  }
  const { rows, problems } = await validations(folder);
  show(rows);
  return problems;
}

function show(rows: string[][]): void {
  progress("");
  console.log(`${table(rows)}\n`);
}

async function missingPackages(): Promise<string[]> {
  const missing = await Promise.all(
    names.map(async (name) => {
      const language = languages[name];
      if (!language || typeof language.install === "string") return [];
      return (await versionOf(language)) === undefined ? language.install : [];
    }),
  );
  return [...new Set(missing.flat())];
}

function checkNames(what: string, given: string[], all: Record<string, unknown>): void {
  const unknown = given.find((name) => !(name in all));
  if (unknown === undefined) return;
  console.error(`Unknown ${what} ${unknown}. Available: ${Object.keys(all).join(", ")}.`);
  process.exit(2);
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
