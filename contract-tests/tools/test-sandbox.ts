/**
 * `npm run test:sandbox`: the sandbox as a command, under load. Its Prism is killed repeatedly, and no request is lost or wrong; many more
 * chats are left than it remembers, and its memory does not grow. `--requests`, `--kills` and `--leaves` set the numbers.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { leaveOutcome } from "../engine/outcomes.js";
import { prismsOf } from "../helpers/running-processes.js";

const CONCURRENCY = 50;
/** The sandbox remembers 10,000 chats: after this many it has forgotten as many as it remembers. */
const SETTLED = 20_000;
const LARGEST_GROWTH = 1.2;
const { values } = parseArgs({
  options: {
    requests: { type: "string", default: "10000" },
    kills: { type: "string", default: "5" },
    leaves: { type: "string", default: "200000" },
  },
});
const [requests, kills, leaves] = [values.requests, values.kills, values.leaves].map(Number) as [
  number,
  number,
  number,
];
const { status: acceptedStatus, body: acceptedBody } = leaveOutcome("accepted");
const { message } = acceptedBody as { message?: string };

const main = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));
const sandbox = spawn(process.execPath, ["--import", "tsx", main, "sandbox", "--port", "0", "--delay", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
try {
  const url = await urlIn(sandbox);
  await killTest(url);
  await memoryTest(url);
} finally {
  agent.destroy();
  sandbox.kill("SIGTERM");
  await once(sandbox, "exit");
}

async function killTest(url: string): Promise<void> {
  const killed = new Set<number>();
  const wrong = await leaveMany(url, requests, async (done) => {
    if (done % Math.floor(requests / (kills + 1)) !== 0 || killed.size === kills) return;
    const [prism] = (await prismsOf(sandbox.pid)).filter((pid) => !killed.has(pid));
    if (prism === undefined) return;
    killed.add(prism);
    process.kill(prism, "SIGKILL");
  });
  report(
    wrong.length === 0 && killed.size === kills,
    `${requests} requests at concurrency ${CONCURRENCY}, Prism killed ${killed.size} times: ${wrong.length} lost or wrong${wrong.length > 0 ? `, such as ${wrong[0]}` : ""}`,
  );
}

async function memoryTest(url: string): Promise<void> {
  let settled = 0;
  const wrong = await leaveMany(url, leaves, (done) => {
    if (done === SETTLED) settled = memoryOf(sandbox);
  });
  const end = memoryOf(sandbox);
  const megabytes = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
  report(
    wrong.length === 0 && end <= LARGEST_GROWTH * settled,
    `${leaves} leaves: ${wrong.length} lost or wrong; memory ${megabytes(settled)} after ${SETTLED}, ${megabytes(end)} at the end, ${(end / settled).toFixed(2)} times as much`,
  );
}

/** Leaves this many new chats. Returns what went wrong. @param onDone is called after each response with their number */
async function leaveMany(url: string, count: number, onDone: (done: number) => unknown): Promise<string[]> {
  const wrong: string[] = [];
  let [left, done] = [count, 0];
  const work = async () => {
    while (left-- > 0) {
      const problem = await leave(url).catch(String);
      if (problem) wrong.push(problem);
      await onDone(++done);
      if (process.stderr.isTTY && done % 1000 === 0) process.stderr.write(`\r${done} of ${count}`);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  return wrong;
}

async function leave(url: string): Promise<string | undefined> {
  const headers = { authorization: "Bearer any-key", "content-length": 0 };
  const leave = request(`${url}/v3/chats/${randomUUID()}/leave`, { method: "POST", agent, headers }).end();
  const [response] = await once(leave, "response");
  const body = (await json(response)) as { message?: string; trace_id?: string };
  const isRight =
    response.statusCode === acceptedStatus &&
    body.message === message &&
    body.trace_id === response.headers["x-trace-id"];
  return isRight ? undefined : `${response.statusCode} ${JSON.stringify(body)}`;
}

/** In bytes, as Linux counts it. */
function memoryOf({ pid }: ChildProcess): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024;
}

/** The sandbox's URL. Keeps reading, because a process that cannot write its log ends. */
function urlIn({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const lines = createInterface(stdout as NonNullable<typeof stdout>);
    lines.on("line", (line) => {
      const url = /^The sandbox is running at (\S+)\. Try:/.exec(line)?.[1];
      if (url) resolve(url);
    });
    lines.on("close", () => reject(new Error("The sandbox did not start.")));
  });
}

function report(isGood: boolean, line: string): void {
  console.log(`${isGood ? "✓" : "✗"} ${line}`);
  if (!isGood) process.exitCode = 1;
}
