/** Judges mutants of the spec by their numbers. */
import { readSpec } from "../engine/contract.js";
import { judgeOf } from "./gates.js";
import { type Mutant, mutants } from "./spec-mutants.js";
import type { Verdict } from "./verdict.js";
import { work } from "./worker-pool.js";

const spec = readSpec();
const all = mutants(spec);

await work<Verdict>(async () => {
  const judge = await judgeOf(spec);
  return async (number) => {
    const start = performance.now();
    const kill = await judge(all[number] as Mutant);
    return { kill, milliseconds: performance.now() - start };
  };
});
