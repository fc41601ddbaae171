/**
 * `npm run mutate:compat`: compares the contract with each of its mutants, and each mutant with the contract, and checks the verdicts
 * against the labels. A missed break fails the run, and so do too many false alarms.
 */
import { mkdir, writeFile } from "node:fs/promises";
import { compareContracts, IncomparableError } from "linq-openapi/compat";
import { table } from "../../scripts/text-table.js";
import { readSpec } from "../engine/contract.js";
import { placeByCode, type Spec } from "../engine/openapi.js";
import { slices } from "../engine/slices.js";
import { fixtureProject } from "../fixtures/fixture-project.js";
import { removeScratchCopies } from "../helpers/scratch-copy.js";
import { mutants } from "../mutation/spec-mutants.js";
import { type Label, labelled, labelsOf } from "./mutant-labels.js";

/** As a share of the changes that break nothing. */
const MOST_FALSE_ALARMS = 0.02;

interface Verdict {
  operator: string;
  pointer: string;
  direction: "to the mutant" | "reverse";
  label: Label;
  found: Label;
  because: string;
}

const start = performance.now();
const project = await fixtureProject();
await removeScratchCopies();
const { ids, of } = slices(project.spec);
const all = verdictsOn(of(ids.filter((id) => labelled.has(id))).cut(project.spec));
const own = new Set(mutants(readSpec()).map(nameOf));
const missed = all.filter(isMissed);
const falseAlarms = all.filter(isFalseAlarm);

console.log(
  table([
    ["changes to", "changes", "breaking", "found", "harmless", "false alarms", "same level"],
    row(
      "the contract",
      all.filter((one) => own.has(nameOf(one))),
    ),
    row("with fixtures", all),
  ]),
);
for (const id of ids.filter((id) => !labelled.has(id))) console.log(`without labels, left out: ${id}`);
for (const one of missed) console.log(`missed: ${described(one)}, ${one.because}`);
for (const one of falseAlarms) console.log(`false alarm: ${described(one)}`);
console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`);

await mkdir("reports", { recursive: true });
await writeFile("reports/compat-mutation.json", `${JSON.stringify(all, null, 2)}\n`);
if (missed.length > 0 || rate(falseAlarms, all.filter(isHarmless)) > MOST_FALSE_ALARMS) process.exitCode = 1;

function verdictsOn(spec: Spec): Verdict[] {
  return mutants(spec).flatMap((mutant): Verdict[] => {
    const { operator, pointer } = mutant;
    const { forwards, backwards, because } = labelsOf({ operator, pointer: placeByCode(spec, pointer) });
    const other = mutant.spec();
    return [
      { operator, pointer, direction: "to the mutant", label: forwards, found: levelOf(spec, other), because },
      { operator, pointer, direction: "reverse", label: backwards, found: levelOf(other, spec), because },
    ];
  });
}

function levelOf(before: Spec, after: Spec): Label {
  try {
    return compareContracts(before, after).level ?? "neutral";
  } catch (error) {
    if (error instanceof IncomparableError) return "refused";
    throw error;
  }
}

/** Refusing a document stops a pipeline too, but only an invalid document may be refused. */
function isMissed({ label, found }: Verdict): boolean {
  return (label === "breaking" && found !== "breaking") || (label === "refused" && found !== "refused");
}

function isFalseAlarm({ label, found }: Verdict): boolean {
  return isHarmless({ label }) && (found === "breaking" || found === "refused");
}

function isHarmless({ label }: Pick<Verdict, "label">): boolean {
  return label === "additive" || label === "neutral";
}

function row(name: string, some: Verdict[]): string[] {
  const broken = some.filter((one) => !isHarmless(one));
  const harmless = some.filter(isHarmless);
  const found = broken.filter((one) => !isMissed(one));
  const alarms = harmless.filter(isFalseAlarm);
  return [
    name,
    `${some.length}`,
    `${broken.length}`,
    `${found.length} (${percent(found, broken)})`,
    `${harmless.length}`,
    `${alarms.length} (${percent(alarms, harmless)})`,
    percent(
      some.filter(({ label, found }) => label === found),
      some,
    ),
  ];
}

function rate(some: unknown[], all: unknown[]): number {
  return all.length === 0 ? 0 : some.length / all.length;
}

function percent(some: unknown[], all: unknown[]): string {
  return `${(100 * rate(some, all)).toFixed(2).replace(/\.?0+$/, "")}%`;
}

function nameOf({ operator, pointer }: Pick<Verdict, "operator" | "pointer">): string {
  return `${operator} at ${pointer}`;
}

function described(verdict: Verdict): string {
  const { direction, label, found } = verdict;
  return `${nameOf(verdict)}, ${direction}: ${label}, found ${found}`;
}
