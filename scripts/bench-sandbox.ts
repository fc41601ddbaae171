/**
 * 10,000 requests at concurrency 50, to plain Prism and to the sandbox in front of Prism, each in its own process. Rounds alternate, so
 * that both run under the same load. Exits with 1 if a response is lost or wrong. `--requests` and `--rounds` make it shorter or longer.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import spec from "../generated/openapi.json" with { type: "json" };

const CONCURRENCY = 50;
const { values } = parseArgs({
  options: { requests: { type: "string", default: "10000" }, rounds: { type: "string", default: "5" } },
});
const rounds = Number(values.rounds);
const perRound = Math.ceil(Number(values.requests) / rounds);
const { message, status } = spec.components.examples.accepted.value;

interface Target {
  name: "mock" | "sandbox";
  process: ChildProcess;
  url: string;
  seconds: number[];
  wrong: number;
}

const targets = await Promise.all((["mock", "sandbox"] as const).map(start));
try {
  for (const target of targets) await run(target, 500);
  for (const target of targets) Object.assign(target, { seconds: [], wrong: 0 });
  for (let round = 0; round < rounds; round++) for (const target of targets) await run(target, perRound);
} finally {
  for (const target of targets) target.process.kill("SIGTERM");
}
report();

async function start(name: Target["name"]): Promise<Target> {
  const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url));
  const server = spawn(process.execPath, ["--import", "tsx", main, name, "--port", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve, reject) => {
    server.once("exit", () => reject(new Error(`The ${name} did not start.`)));
    createInterface(server.stdout).on("line", (line) => {
      const found = /running at (http:\S+)\./.exec(line)?.[1];
      if (found) resolve(found);
    });
  });
  return { name, process: server, url, seconds: [], wrong: 0 };
}

async function run(target: Target, count: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  let left = count;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (left-- > 0) if (!(await isAccepted(target.url, agent))) target.wrong++;
    }),
  );
  target.seconds.push((performance.now() - start) / 1000);
  agent.destroy();
}

/** Leaves a new chat. */
async function isAccepted(url: string, agent: Agent): Promise<boolean> {
  const headers = { authorization: "Bearer any-key", "content-length": 0 };
  const leave = request(`${url}/v3/chats/${randomUUID()}/leave`, { method: "POST", agent, headers }).end();
  try {
    const [response] = await once(leave, "response");
    const body = JSON.parse(await text(response));
    return response.statusCode === 202 && body.message === message && body.status === status;
  } catch {
    return false;
  }
}

function report(): void {
  const results = targets.map(({ name, seconds, wrong }) => {
    const rate = perRound / median(seconds);
    console.log(
      `${name.padEnd(8)}${rate.toFixed(0).padStart(6)} requests/s   ${seconds.length * perRound} sent, ${wrong} lost or wrong`,
    );
    return { rate, wrong };
  });
  const [mock, sandbox] = results as [(typeof results)[0], (typeof results)[0]];
  console.log(`sandbox / mock: ${(sandbox.rate / mock.rate).toFixed(2)}`);
  if (mock.wrong + sandbox.wrong > 0) process.exitCode = 1;
}

function median(numbers: number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}
