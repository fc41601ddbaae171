const PROBLEMS: Record<string, string> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "you may not read it",
};

/** Says why a file cannot be read. */
export function unreadable(file: string, { code = "", message }: NodeJS.ErrnoException): string {
  return `${file} cannot be read: ${PROBLEMS[code] ?? message}.`;
}
