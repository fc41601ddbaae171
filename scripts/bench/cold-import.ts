import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { root } from "../root.js";
import { median } from "./measure.js";
import { programs } from "./programs.js";

const run = promisify(execFile);

/** Median import times in milliseconds, each import in a new process. */
export async function coldImport(rounds: number): Promise<Record<string, number>> {
  const times = new Map<string, number[]>(Object.keys(programs).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, program] of Object.entries(programs)) times.get(name)?.push(await once(program));
  }
  return Object.fromEntries([...times].map(([name, values]) => [name, median(values)]));
}

async function once(program: string): Promise<number> {
  const [, module] = /from ("[^"]+")/.exec(program) ?? [];
  const script = `const start = performance.now(); await import(${module}); console.log(performance.now() - start);`;
  const { stdout } = await run(process.execPath, ["--input-type=module", "--eval", script], { cwd: root });
  return Number(stdout);
}
