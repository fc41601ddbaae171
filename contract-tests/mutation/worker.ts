/** Looks at the mutants whose numbers it is sent, one at a time. */
import { readSpec } from "../engine/contract.js";
import { firstKill } from "./gates.js";
import { type Mutant, mutants } from "./mutants.js";
import { ITSELF, type Verdict } from "./verdict.js";

const spec = readSpec();
const all = mutants(spec);

process.on("disconnect", () => process.exit());
process.on("message", async (index: number) => {
  const start = performance.now();
  const kill = await firstKill(index === ITSELF ? spec : (all[index] as Mutant).spec());
  process.send?.({ index, kill, milliseconds: performance.now() - start } satisfies Verdict);
});
