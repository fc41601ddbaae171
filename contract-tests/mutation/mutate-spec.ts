/**
 * Mutates the contract and counts which gate stops each mutant. A survivor shows a promise that no gate protects; each must be listed in
 * equivalent-specs.yaml, with the reason why it changes no promise. Mutants that only operations without a second source can see are
 * counted separately, because only the contract describes those operations.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { table } from "../../scripts/text-table.js";
import { readSpec } from "../engine/contract.js";
import { slices } from "../engine/slices.js";
import { hasSecondSource } from "../vendor/sources.js";
import { type Mutant, mutants } from "./spec-mutants.js";
import { GATES, type Verdict } from "./verdict.js";
import { judgeAll } from "./worker-pool.js";

interface Equivalent {
  operator: string;
  pointer: string;
  reason: string;
}

const start = performance.now();
const spec = readSpec();
const { seenBy } = slices(spec);
const equivalents: Equivalent[] = parse(await readFile(new URL("equivalent-specs.yaml", import.meta.url), "utf8"));
const all = mutants(spec);
const verdicts = await judgeAll<Verdict>(new URL("spec-worker.ts", import.meta.url), all.length).catch(
  (error: Error) => error,
);
if (verdicts instanceof Error) {
  console.error(`${verdicts.message}\nThe mutants of such a contract prove nothing.`);
  process.exit(1);
}

const judged = all.map(({ operator, pointer }, index) => {
  const { kill, milliseconds } = verdicts[index] as Verdict;
  return {
    operator,
    pointer,
    gate: kill?.gate ?? "none",
    reason: kill?.reason,
    milliseconds: Math.round(milliseconds),
  };
});
const survivors = judged.filter(({ gate }) => gate === "none");
const listed = survivors.filter((one) => equivalents.some((other) => isSame(one, other)));
const unlisted = survivors.filter((one) => !listed.includes(one));
const real = unlisted.filter(({ pointer }) => seenBy(pointer).some(hasSecondSource));
const withoutSource = unlisted.filter((one) => !real.includes(one));
const outdated = equivalents.filter((one) => !survivors.some((other) => isSame(one, other)));

console.log(summary());
for (const { operator, pointer } of real) console.log(`survives: ${operator} at ${pointer}`);
for (const [id, count] of countsByOperation()) console.log(`no second source: ${id}, ${count} mutants`);
for (const { operator, pointer } of outdated)
  console.log(`listed as equivalent, but does not survive: ${operator} at ${pointer}`);
await mkdir("reports", { recursive: true });
await writeFile("reports/spec-mutation.json", `${JSON.stringify(judged, null, 2)}\n`);
if (real.length > 0 || outdated.length > 0) process.exitCode = 1;

function isSame(one: Pick<Mutant, "operator" | "pointer">, other: Pick<Mutant, "operator" | "pointer">): boolean {
  return one.operator === other.operator && one.pointer === other.pointer;
}

function countsByOperation(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { pointer } of withoutSource) {
    const ids = seenBy(pointer).join(", ");
    counts.set(ids, (counts.get(ids) ?? 0) + 1);
  }
  return counts;
}

function summary(): string {
  const killedBy = (name: string) => `${judged.filter(({ gate }) => gate === name).length}`;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return [
    `${all.length} mutants of the contract, killed by`,
    table(GATES.map((name) => [`  ${name}`, killedBy(name).padStart(4)])),
    [
      `${all.length - survivors.length} killed`,
      `${listed.length} equivalent with a reason`,
      ...(withoutSource.length > 0 ? [`${withoutSource.length} without a second source`] : []),
      `${real.length} survive; ${seconds} s`,
    ].join(", "),
  ].join("\n");
}
