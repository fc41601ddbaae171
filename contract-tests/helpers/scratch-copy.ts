import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { root } from "../../scripts/root.js";
import { LIMIT } from "./time-limit.js";

export { root };

const folders: string[] = [];

/** Removes all copies; `setup.ts` does it after each test file. */
export async function removeScratchCopies(): Promise<void> {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
}

/**
 * Copies parts of the project, for instance `openapi`, into a new folder, where the tests of a file may break them.
 * `linked` parts are symbolic links.
 */
export async function scratchCopy(parts: string[], linked: string[] = []): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-test-"));
  folders.push(folder);
  for (const part of parts) await cp(join(root, part), join(folder, part), { recursive: true });
  for (const part of linked) {
    await mkdir(dirname(join(folder, part)), { recursive: true });
    await symlink(join(root, part), join(folder, part));
  }
  return folder;
}

export interface Run {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command in `folder` to completion, within the time limit; `env` adds to this process's variables. */
export function run(folder: string, command: string, args: string[], env: Record<string, string> = {}): Promise<Run> {
  const options = { cwd: folder, env: { ...process.env, ...env }, timeout: LIMIT, maxBuffer: 2 ** 26 };
  return new Promise((resolve, reject) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") return reject(error);
      resolve({ code: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}
