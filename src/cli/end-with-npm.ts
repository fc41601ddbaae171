/**
 * Loaded for its effect: ends this process when `npm run` has been killed outright.
 * npm passes the other signals on, but nothing tells its child of a SIGKILL; only the id of the parent changes.
 */
import { readFileSync } from "node:fs";

if (process.env.npm_lifecycle_event) {
  const start = npmProcess();
  setInterval(() => npmProcess() === start || process.kill(process.pid, "SIGTERM"), 250).unref();
}

/** The parent's id; where a shell stands between npm and this process, as dash does, the shell's parent's. */
function npmProcess(): string {
  try {
    const shell = /^\d+ \(sh\) \S (\d+)/.exec(readFileSync(`/proc/${process.ppid}/stat`, "utf8"));
    return shell?.[1] ?? `${process.ppid}`;
  } catch {
    return `${process.ppid}`;
  }
}
