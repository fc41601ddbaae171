/** `npm run mutate:workflows`: makes mutants of the workflows, one change at a time. The run or the linter must stop each of them. */
import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { root } from "../../scripts/root.js";
import { table } from "../../scripts/text-table.js";
import { removeScratchCopies, scratchCopy } from "../helpers/scratch-copy.js";
import { FILE, FOLDER, lintProblem, startStage } from "./respect.js";
import { type WorkflowMutant, workflowMutants } from "./workflow-mutants.js";

/** The wait that a 429 asks for here, in seconds, so that each run does not take half a minute. */
const WAIT = 1;

interface Kill {
  gate: "run" | "lint";
  problem: string;
}

const start = performance.now();
const document = parse((await readFile(join(root, FILE), "utf8")).replace("retryAfter: 30", `retryAfter: ${WAIT}`));
const all = workflowMutants(document);
const kills = new Map<WorkflowMutant, Kill | undefined>();
let next = 0;

console.log(`${all.length} mutants of the workflows`);
await Promise.all(Array.from({ length: availableParallelism() }, work));
await removeScratchCopies();
report();

/** Judges one mutant after another. */
async function work(): Promise<void> {
  const folder = await scratchCopy([FOLDER, "generated/openapi.yaml"]);
  const stage = await startStage({ retryAfter: WAIT });
  try {
    for (const { workflowId } of document.workflows) {
      const kill = await killOf(folder, document, workflowId);
      if (kill) throw new Error(`${workflowId} itself does not pass, so its mutants prove nothing:\n${kill.problem}`);
    }
    while (next < all.length) {
      const mutant = all[next++] as WorkflowMutant;
      kills.set(mutant, await killOf(folder, mutant.document, mutant.workflow));
      if (kills.size % 20 === 0) console.log(`${kills.size} done`);
    }
  } finally {
    await stage.stop();
  }

  async function killOf(folder: string, changed: object, workflow: string): Promise<Kill | undefined> {
    await writeFile(join(folder, FILE), stringify(changed, { aliasDuplicateObjects: false }));
    const { passed, problem } = await stage.play(folder, workflow);
    if (!passed) return { gate: "run", problem };
    const fault = await lintProblem(folder);
    return fault === undefined ? undefined : { gate: "lint", problem: fault };
  }
}

function report(): void {
  const names = [...new Set(all.map(({ workflow }) => workflow))];
  const count = (workflow: string, gate?: Kill["gate"]) =>
    `${all.filter((one) => one.workflow === workflow && kills.get(one)?.gate === gate).length}`;
  const rows = names.map((name) => [name, count(name, "run"), count(name, "lint"), count(name)]);
  console.log(table([["workflow", "run", "lint", "survived"], ...rows]));
  const survivors = all.filter((one) => !kills.get(one));
  for (const { workflow, place, operator } of survivors) console.log(`survived: ${operator}, ${workflow} › ${place}`);
  console.log(
    `${all.length - survivors.length} of ${all.length} killed, ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
  if (survivors.length > 0) process.exitCode = 1;
}
