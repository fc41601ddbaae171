/** The client of one language: made by the commands of `examples/languages`, checked, and run by a program with all scenarios. */
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/root.js";
import type { Language } from "./languages.js";
import { commands } from "./readme-commands.js";
import { preparePython, run } from "./shell.js";

/** The version of the language, or `undefined` if something that it needs is not installed. */
export async function versionOf({ toolchain }: Language): Promise<string | undefined> {
  try {
    const [printed] = await Promise.all(toolchain.map((line) => run(line)));
    return /\d+(\.\d+)+/.exec(`${printed?.stdout}${printed?.stderr}`)?.[0] ?? "";
  } catch {
    return undefined;
  }
}

/**
 * @param contract the folder that holds `generated/`
 * @param folder a new one, where the client and its program will be
 * @throws Error with everything a command printed, if it fails or prints an unknown warning; or if the client lacks the operation
 */
export async function makeClient(name: string, language: Language, contract: string, folder: string): Promise<void> {
  await mkdir(join(folder, "generated"), { recursive: true });
  for (const file of ["openapi.yaml", "openapi-3.0.yaml"]) {
    await cp(join(contract, "generated", file), join(folder, "generated", file));
  }
  if (language.program) await cp(new URL(`${language.program.folder}/`, import.meta.url), folder, { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await preparePython();

  const problems: string[] = [];
  for (const line of commandsFor(name)) {
    const { stdout, stderr } = await run(line, folder);
    problems.push(...unknownWarnings(language, `${stdout}\n${stderr}`));
  }
  problems.unshift(...(await missingOperation(language, folder)));
  if (problems.length > 0) throw new Error(problems.join("\n"));
}

function commandsFor(name: string): string[] {
  const lines = commands.get(name);
  if (!lines) throw new Error(`examples/languages/README.md has no commands below "# ${name}".`);
  return lines;
}

function unknownWarnings({ harmless = [] }: Language, printed: string): string[] {
  const warnings = printed.split("\n").filter((text) => /warn/i.test(text));
  const unknown = warnings.filter((text) => !harmless.some((pattern) => pattern.test(text)));
  return unknown.map((text) => `unknown warning: ${text}`);
}

async function missingOperation({ operation }: Language, folder: string): Promise<string[]> {
  if (!operation) return [];
  const [file, start] = operation;
  const code = await readFile(join(folder, file), "utf8").catch(() => "");
  return code.includes(start) ? [] : [`the client lacks the operation: there is no "${start}" in ${file}`];
}
