import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { root } from "./scratch-copy.js";
import { LIMIT } from "./time-limit.js";

/** Waits for the end of its input, which comes when the tests of a file are done or their process dies. */
const GUARD = 'read line; kill -s KILL -- "-$1"';

const guards: ChildProcess[] = [];

/** Ends all started programs; `setup.ts` does it after each test file. */
export function endStartedPrograms(): void {
  for (const guard of guards.splice(0)) guard.stdin?.end();
}

/** Starts a program of the project in its own process group, which does not outlive the tests of this file. */
export function start(
  command: string,
  args: string[],
  options: Pick<SpawnOptions, "cwd" | "env" | "uid" | "gid"> = {},
): ChildProcess {
  const child = spawn(command, args, { cwd: root, ...options, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  guards.push(
    spawn("sh", ["-c", GUARD, "sh", `${child.pid}`], { detached: true, stdio: ["pipe", "ignore", "ignore"] }),
  );
  return child;
}

/** Does what Ctrl-C does: signals the program and everything it has started. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid) process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** The program's output up to the first match of `pattern`. Fails if the program ends first. */
export function printed(child: ChildProcess, pattern: RegExp): Promise<string> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stdout?.setEncoding("utf8").on("data", (chunk) => {
      text += chunk;
      if (pattern.test(text)) resolve(text);
    });
    child.once("close", (code) => reject(new Error(`It exited with ${code} before it printed ${pattern}:\n${text}`)));
  });
}

/** Whether something is listening on the port of `url`. */
export function listens(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.once("error", () => resolve(false));
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
  });
}

/** Waits until nothing is listening on the port of `url`. */
export function closed(url: string): Promise<void> {
  return until(async () => !(await listens(url)));
}

/** Waits until the condition holds; fails after the time limit. */
export async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + LIMIT; !(await condition()); await sleep(20)) {
    if (Date.now() > end) throw new Error(`Timed out after ${LIMIT / 1000} seconds: ${condition}`);
  }
}
