import { readFile } from "node:fs/promises";
import { IncomparableError } from "./document.js";

const PROBLEMS: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
};

/**
 * The document in a file, JSON or YAML.
 *
 * @throws IncomparableError if there is no such file, or it is broken
 */
export async function readContract(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new IncomparableError(`${file} cannot be read: ${PROBLEMS[error.code ?? ""] ?? error.message}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    return parseYaml(text, file);
  }
}

/** YAML includes JSON, and its parser names the line of what is broken. */
async function parseYaml(text: string, file: string): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    return parse(text, { logLevel: "error" });
  } catch (error) {
    const [problem] = (error as Error).message.split("\n");
    throw new IncomparableError(`${file} is neither JSON nor YAML: ${problem?.replace(/:$/, "")}.`);
  }
}
