import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readFileSync } from "node:fs";
import { isDone, type Result } from "./result.js";

/** The results of earlier runs in a file, to which this run appends its own. */
export interface Journal {
  /** The chats that are done, by their ids in lower case. */
  readonly done: ReadonlySet<string>;
  append(line: string): void;
  close(): void;
}

/** The start of every line, even of one that was cut off when its writer died. */
const START = '{"chat_id":"';

/** @throws Error if the file cannot be read and written, or holds anything but results */
export function openJournal(file: string): Journal {
  const descriptor = open(file);
  try {
    const text = readFileSync(descriptor, "utf8");
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    const rest = text.slice(whole.length);
    if (!START.startsWith(rest.slice(0, START.length))) throw noResults(file, rest);
    const results = whole
      .split("\n")
      .filter(Boolean)
      .map((line) => parse(file, line));
    if (rest) ftruncateSync(descriptor, Buffer.byteLength(whole));
    return {
      done: new Set(results.filter(isDone).map(({ chat_id }) => chat_id.toLowerCase())),
      append(line) {
        try {
          appendFileSync(descriptor, line);
        } catch (error) {
          throw unwritable(file, error as Error);
        }
      },
      close: () => closeSync(descriptor),
    };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function open(file: string): number {
  try {
    const descriptor = openSync(file, "a+");
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (error) {
    throw new Error(`--resume cannot read and write ${file}: ${(error as Error).message}.`);
  }
  throw new Error(`--resume takes a regular file; ${file} is not one.`);
}

function parse(file: string, line: string): Result {
  try {
    const result = JSON.parse(line);
    if (typeof result.chat_id === "string" && typeof result.outcome === "string") return result;
  } catch {}
  throw noResults(file, line);
}

function noResults(file: string, line: string): Error {
  return new Error(
    `--resume takes a file with results of earlier runs; ${file} has the line ${JSON.stringify(line.slice(0, 60))}.`,
  );
}

export function unwritable(target: string, error: NodeJS.ErrnoException): Error {
  const why = error.code === "EPIPE" ? "it was closed" : error.message;
  return new Error(`Cannot write the results to ${target}: ${why}`);
}
