/**
 * Mutates the contract and counts which gate stops each mutant. A survivor is a promise that nothing here would miss; each has to
 * stand in equivalents.yaml with the reason why it promises nothing.
 */
import { type ChildProcess, fork } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { parse } from "yaml";
import { readSpec } from "../engine/contract.js";
import { type Mutant, mutants } from "./mutants.js";
import { GATES, type GateName, ITSELF, type Verdict } from "./verdict.js";

/** For one mutant; the first of a worker waits for its tools to load. */
const TIME_LIMIT = 60_000;

interface Equivalent {
  operator: string;
  pointer: string;
  reason: string;
}

const start = performance.now();
const spec = readSpec();
const all = mutants(spec);
const equivalents: Equivalent[] = parse(await readFile(new URL("equivalents.yaml", import.meta.url), "utf8"));
const [own, ...verdicts] = await verdictsOn(all.length);
if (own?.kill) {
  console.error(
    `The contract itself does not pass ${own.kill.gate}, so mutants of it say nothing:\n  ${own.kill.reason}`,
  );
  process.exit(1);
}
const survivors = verdicts.filter(({ kill }) => kill === undefined).map(({ index }) => all[index] as Mutant);

const isListed = (mutant: Mutant) => equivalents.some((one) => sameMutant(one, mutant));
const unlisted = survivors.filter((mutant) => !isListed(mutant));
const outdated = equivalents.filter((one) => !survivors.some((mutant) => sameMutant(one, mutant)));

console.log(table());
for (const { operator, pointer } of unlisted) console.log(`survives: ${operator} at ${pointer}`);
for (const { operator, pointer } of outdated)
  console.log(`listed as equivalent, but no survivor: ${operator} at ${pointer}`);
await mkdir("reports", { recursive: true });
await writeFile("reports/spec-mutation.json", `${JSON.stringify(report(), null, 2)}\n`);
if (unlisted.length > 0 || outdated.length > 0) process.exitCode = 1;

function sameMutant(one: Pick<Mutant, "operator" | "pointer">, other: Pick<Mutant, "operator" | "pointer">): boolean {
  return one.operator === other.operator && one.pointer === other.pointer;
}

/** The verdicts on the contract itself and on its mutants, in order. Each worker takes the next when it is done with one. */
async function verdictsOn(count: number): Promise<Verdict[]> {
  const found: Verdict[] = [];
  let next = ITSELF;
  const work = async () => {
    const worker = fork(new URL("worker.ts", import.meta.url));
    try {
      while (next < count) found.push(await ask(worker, next++));
    } finally {
      worker.disconnect();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return found.sort((one, other) => one.index - other.index);
}

function ask(worker: ChildProcess, index: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const settle = (verdict?: Verdict) => {
      clearTimeout(timer);
      worker.off("exit", fail).off("message", settle);
      if (verdict) return resolve(verdict);
      const { operator = "the contract", pointer = "#" } = all[index] ?? {};
      reject(new Error(`No verdict on ${operator} at ${pointer} within ${TIME_LIMIT / 1000} seconds.`));
    };
    const fail = () => settle();
    const timer = setTimeout(fail, TIME_LIMIT);
    worker.once("exit", fail).once("message", settle);
    worker.send(index);
  });
}

function killedBy(gate: GateName): Verdict[] {
  return verdicts.filter(({ kill }) => kill?.gate === gate);
}

function table(): string {
  const rows = GATES.map((gate) => `  ${gate.padEnd(16)}${`${killedBy(gate).length}`.padStart(5)}`);
  const killed = all.length - survivors.length;
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  return [
    `${all.length} mutants of the contract, killed by`,
    ...rows,
    `${killed} killed, ${survivors.length - unlisted.length} equivalent with a reason, ${unlisted.length} survive; ${seconds} s`,
  ].join("\n");
}

function report() {
  return verdicts.map(({ index, kill, milliseconds }) => {
    const { operator, pointer } = all[index] as Mutant;
    return {
      operator,
      pointer,
      gate: kill?.gate ?? "none",
      reason: kill?.reason,
      milliseconds: Math.round(milliseconds),
    };
  });
}
