import { join } from "node:path";
import { inject } from "vitest";
import { type Run, root, run } from "./scratch-copy.js";

/** The program that the package installs and its arguments so far, to run in a separate process. */
export const command = [process.execPath, join(inject("commandFolder"), "src/cli/main.js")] as const;

/** Runs `linq-openapi` with these arguments to its end. */
export function linqOpenapi(...args: string[]): Promise<Run> {
  const [program, main] = command;
  return run(root, program, [main, ...args]);
}
