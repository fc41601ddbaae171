import { readFileSync } from "node:fs";

const SHELL = /^(ba|da|a|z|k)?sh$/;
/** How often to check, in milliseconds. */
const INTERVAL = 250;

/**
 * Ends this process when the package manager that runs it is gone. npm and npx start it through a shell and forward only some signals,
 * and a SIGKILL never reaches it.
 */
export function endWithNpm(): void {
  if (!process.env.npm_config_user_agent) return;
  const start = runner();
  setInterval(() => isGone(start) && process.kill(process.pid, "SIGTERM"), INTERVAL).unref();
}

interface Running {
  pid: number;
  /** When it started, to distinguish it from a later process with the same id. */
  since: string | undefined;
}

/** The nearest ancestor of this process that is not a shell: a shell may end before its children. */
function runner(): Running {
  let pid = process.ppid;
  for (let stat = statOf(pid); stat && SHELL.test(stat.name) && stat.parent > 0; stat = statOf(pid)) pid = stat.parent;
  return { pid, since: statOf(pid)?.since };
}

function isGone({ pid, since }: Running): boolean {
  if (since === undefined) return process.ppid !== pid;
  const stat = statOf(pid);
  return !stat || stat.since !== since || stat.state === "Z";
}

/** What Linux knows about a process; `undefined` on other systems, or if there is no such process. */
function statOf(pid: number) {
  try {
    const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    const fields = rest.split(" ");
    return { name, state: fields[0], parent: Number(fields[1]), since: fields[19] };
  } catch {
    return undefined;
  }
}
