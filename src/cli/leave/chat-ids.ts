import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { unreadable } from "../../file-problem.js";

const NO_CHAT_IDS = `No chat ids given. Pass them as arguments, or one per line in a file
(--file <file>) or on standard input.`;

/**
 * The chats to leave, each once: a chat id means the same in upper and lower case.
 *
 * @param given the ids among the arguments
 * @param file holds one id per line; `-` is standard input, which is also read if no ids are given at all
 * @throws Error if the file cannot be read, or there are no ids
 */
export async function readChatIds(given: string[], file: string | undefined): Promise<string[]> {
  const listed = await readList(file ?? (given.length === 0 && !process.stdin.isTTY ? "-" : undefined));
  const chatIds = new Map([...given, ...idsIn(listed)].map((id) => [id.toLowerCase(), id]));
  if (chatIds.size === 0) throw new Error(NO_CHAT_IDS);
  return [...chatIds.values()];
}

async function readList(file: string | undefined): Promise<string> {
  if (file === undefined) return "";
  if (file === "-") return text(process.stdin);
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new Error(unreadable(file, error as Error));
  }
}

/** One id per line. Ignores empty lines and everything after a `#`. */
export function idsIn(list: string): string[] {
  return list
    .replace(/^\ufeff/, "")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter((line) => line !== "");
}
