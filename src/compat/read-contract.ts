import { readFile } from "node:fs/promises";
import { unreadable } from "../file-problem.js";
import { IncomparableError } from "./document-nodes.js";

/**
 * The document in a file, JSON or YAML.
 *
 * @throws IncomparableError if there is no such file, or it is broken
 */
export async function readContract(file: string): Promise<unknown> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new IncomparableError(unreadable(file, error));
  });
  try {
    return JSON.parse(text);
  } catch {
    return parseYaml(text, file);
  }
}

/** YAML includes JSON, and its parser names the line of a syntax error. */
async function parseYaml(text: string, file: string): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    return parse(text, { logLevel: "error" });
  } catch (error) {
    const [problem] = (error as Error).message.split("\n");
    throw new IncomparableError(`${file} is neither JSON nor YAML: ${problem?.replace(/:$/, "")}.`);
  }
}
