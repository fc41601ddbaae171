import { constants, existsSync } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";

const READING: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you do not have permission to read it",
};
const WRITING: Record<string, string> = {
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder does not exist",
  EISDIR: "it is a folder; add a file name",
  EACCES: "you do not have permission to write it",
  ENOSPC: "the disk is full",
  EPIPE: "nobody reads it any more",
};

/** Says why a file cannot be read. */
export function unreadable(file: string, { code = "", message }: NodeJS.ErrnoException): string {
  return `${file} cannot be read: ${READING[code] ?? message}.`;
}

/** Says why a file cannot be written. */
export function unwritable(file: string, { code = "", message }: NodeJS.ErrnoException): string {
  return `${file} cannot be written: ${WRITING[code] ?? message}.`;
}

/** @param name what to call the file @throws Error that says why the file cannot be read */
export async function assertReadable(file: string, name = file): Promise<void> {
  try {
    await access(file, constants.R_OK);
    await assertNoFolder(file);
  } catch (error) {
    throw new Error(unreadable(name, error as Error));
  }
}

/** @param name what to call the file @throws Error that says why the file cannot be written or created */
export async function assertWritable(file: string, name = file): Promise<void> {
  try {
    const exists = existsSync(file);
    if (exists) await assertNoFolder(file);
    // With the slash at the end, anything but a folder is an error.
    await access(exists ? file : `${dirname(resolve(file))}/`, constants.W_OK);
  } catch (error) {
    throw new Error(unwritable(name, error as Error));
  }
}

async function assertNoFolder(file: string): Promise<void> {
  if ((await stat(file)).isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
}
