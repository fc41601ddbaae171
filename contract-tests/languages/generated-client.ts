/** The client of one language: made by README's commands, checked, and run by a program with all scenarios. */
import { cp, mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/root.js";
import type { Input, Results } from "./client-scenarios.js";
import type { Language } from "./languages.js";
import { commands } from "./readme-commands.js";
import { run, type Shell } from "./shell.js";

/** Python's packages, what Rust has compiled, and the formatters are kept here between runs. All else has a cache of its own. */
const CACHE = join(root, "node_modules/.cache/linq-openapi/languages");

const env = {
  CACHE,
  PATH: `${CACHE}/bin:${process.env.PATH}`,
  CARGO_TARGET_DIR: `${CACHE}/target`,
  PIP_DISABLE_PIP_VERSION_CHECK: "1",
};

export interface Client {
  language: Language;
  shell: Shell;
}

/** The version of the language, or `undefined` where something that it needs is not installed. */
export async function versionOf({ toolchain }: Language): Promise<string | undefined> {
  try {
    const [printed] = await Promise.all(toolchain.map((line) => run(line, { cwd: root, env: {} })));
    return /\d+(\.\d+)+/.exec(`${printed?.stdout}${printed?.stderr}`)?.[0] ?? "";
  } catch {
    return undefined;
  }
}

/**
 * @param contract the folder that holds `generated/`
 * @param folder a new one
 * @throws Error with all that was printed, where a command fails or prints a warning that is not known; Error if the client lacks the operation
 */
export async function makeClient(name: string, language: Language, contract: string, folder: string): Promise<Client> {
  const shell = { cwd: folder, env };
  await cp(new URL(`${language.folder}/`, import.meta.url), folder, { recursive: true });
  await mkdir(join(folder, "generated"));
  for (const file of ["openapi.yaml", "openapi-3.0.yaml"]) {
    await cp(join(contract, "generated", file), join(folder, "generated", file));
  }
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  await run('test -x "$CACHE/bin/pip" || python3 -m venv "$CACHE"', shell);
  const warnings: string[] = [];
  for (const line of commandsFor(name)) warnings.push(...unknownWarnings(language, await run(line, shell)));
  const problems = [...(await missingOperation(language, folder)), ...warnings];
  if (problems.length > 0) throw new Error(problems.join("\n"));
  for (const line of language.checks) await run(line, shell);
  return { language, shell };
}

export async function runClient({ language, shell }: Client, input: Input): Promise<Results> {
  const { stdout } = await run(language.run, shell, JSON.stringify(input));
  return JSON.parse(stdout);
}

function commandsFor(name: string): string[] {
  const lines = commands.get(name);
  if (!lines) throw new Error(`README has no commands below "# ${name}".`);
  return lines;
}

function unknownWarnings(
  { harmless = [] }: Language,
  { stdout, stderr }: { stdout: string; stderr: string },
): string[] {
  const warnings = `${stdout}\n${stderr}`.split("\n").filter((text) => /warn/i.test(text));
  const unknown = warnings.filter((text) => !harmless.some((pattern) => pattern.test(text)));
  return unknown.map((text) => `a warning that is not known: ${text}`);
}

async function missingOperation({ operation }: Language, folder: string): Promise<string[]> {
  if (!operation) return [];
  const [file, start] = operation;
  const code = await readFile(join(folder, file), "utf8").catch(() => "");
  return code.includes(start) ? [] : [`the client lacks the operation: there is no "${start}" in ${file}`];
}
