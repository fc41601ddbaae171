import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** The Prism processes that this process has started. */
export async function prismsOf(parent: number | undefined): Promise<number[]> {
  const processes = await list();
  return processes.filter(({ ppid, args }) => ppid === parent && args.includes("prism")).map(({ pid }) => pid);
}

/** Whether the process is running; a zombie is not. */
export async function isRunning(pid: number): Promise<boolean> {
  const processes = await list();
  return processes.some((process) => process.pid === pid && !process.state.startsWith("Z"));
}

async function list(): Promise<{ pid: number; ppid: number; state: string; args: string }[]> {
  const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid=,stat=,args="]);
  return stdout.split("\n").map((line) => {
    const [pid, ppid, state = "", ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), ppid: Number(ppid), state, args: args.join(" ") };
  });
}
