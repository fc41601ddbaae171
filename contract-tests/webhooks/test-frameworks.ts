/**
 * `npm run test:frameworks`: runs each receiver in the README and `examples/receivers` unchanged, with its real framework and the packed
 * package, against the sandbox. Needs the npm registry.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { signWebhook } from "linq-openapi/webhooks";
import { root } from "../../scripts/root.js";
import { step } from "../../scripts/run-step.js";
import { freePort } from "../helpers/free-port.js";
import { listens } from "../helpers/started-programs.js";

const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const documents = ["README.md", "examples/receivers/README.md"].map((file) => readFileSync(join(root, file), "utf8"));

const packages = [
  "express@5.3.0",
  "@types/express@5.0.6",
  "fastify@5.12.8",
  "hono@4.13.19",
  "@hono/node-server@2.1.9",
  "next@16.4.6",
  "react@19.3.1",
  "react-dom@19.3.1",
  "@types/react@19.3.0",
  ...["typescript", "tsx", "@types/node"].map((name) => `${name}@${devDependencies[name]}`),
];

interface Framework {
  name: string;
  /** Text that occurs only in its program. */
  mark: string;
  file: string;
  /** The path of its webhook. */
  path: string;
  commands(port: number): { build?: string[]; start: string[] };
}

const tsx = (file: string) => () => ({ start: ["--import", "tsx", file] });
const next = "node_modules/next/dist/bin/next";
const frameworks: Framework[] = [
  { name: "Node", mark: "createServer(receiver)", file: "node.ts", path: "/", commands: tsx("node.ts") },
  { name: "Express", mark: 'from "express"', file: "express.ts", path: "/webhooks", commands: tsx("express.ts") },
  { name: "Fastify", mark: 'from "fastify"', file: "fastify.ts", path: "/webhooks", commands: tsx("fastify.ts") },
  { name: "Hono", mark: 'from "hono"', file: "hono.ts", path: "/webhooks", commands: tsx("hono.ts") },
  {
    name: "Next.js",
    mark: "export const POST",
    file: "app/webhooks/route.ts",
    path: "/webhooks",
    commands: (port) => ({ build: [next, "build"], start: [next, "start", "-p", `${port}`, "-H", "127.0.0.1"] }),
  },
];

const LIMIT = 120_000;
const SECRET = "whsec_b25seS1mb3ItdGhlLXRlc3Qtb2YtZnJhbWV3b3Jrcw==";
const NO_SECRET = "The webhook secret cannot be used: it is missing.";
/** Makes the README's receivers fail once, the first time that they log a leave. */
const FAIL_ONCE = `const { log } = console;
let failed = false;
console.log = (...words) => {
  if (failed || words[0] !== "Out of chat") return log(...words);
  failed = true;
  throw new Error("The README's receiver fails once.");
};
`;

const project = await mkdtemp(join(tmpdir(), "linq-openapi-frameworks-"));
const running = new Set<ChildProcess>();
try {
  await step("installs the package beside the frameworks", install);
  await step("the README's programs compile", compile);
  for (const framework of frameworks) await test(framework);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  for (const child of running) child.kill("SIGKILL");
  await rm(project, { recursive: true });
}

async function test({ name, commands, path }: Framework): Promise<void> {
  const port = await port3000(name);
  const { build, start } = commands(port);
  const url = `http://127.0.0.1:${port}${path}`;
  if (build) {
    await step(`${name}: the build says that there is no secret`, async () => {
      const outcome = await run(process.execPath, build, {}).catch((error: Error) => error);
      equal(outcome instanceof Error && outcome.message.includes(NO_SECRET), true);
    });
    await step(`${name}: builds`, () => run(process.execPath, build, { LINQ_WEBHOOK_SECRET: SECRET }));
    await step(`${name}: without a secret, each delivery is answered with 500, and the log says why`, async () => {
      const server = await launch(start, url, {});
      equal(await post(url, signed()), 500);
      await server.printed(NO_SECRET);
      await server.stop();
    });
  } else {
    await step(`${name}: does not start without a secret, and says so`, async () => {
      const outcome = await run(process.execPath, start, {}).catch((error: Error) => error);
      equal(outcome instanceof Error && outcome.message.includes(NO_SECRET), true);
    });
  }

  const preload = join(project, "fail-once.mjs");
  const server = await launch(start, url, { LINQ_WEBHOOK_SECRET: SECRET, NODE_OPTIONS: `--import ${preload}` });
  const sandbox = await startSandbox({
    port: 0,
    delay: 0,
    redeliverAfter: [100],
    webhook: { url, secret: SECRET },
  });
  try {
    await step(`${name}: work that failed once is done on the redelivery`, async () => {
      const chatId = randomUUID();
      await leave(sandbox, chatId);
      const event = await delivered(sandbox);
      equal(event.attempts.join(), "500,204");
      await server.printed(`Out of chat ${chatId}`);
      equal(await post(url, signWebhook(event.event, { secret: SECRET })), 204);
      equal(server.count(`Out of chat ${chatId}`), 1);
    });
    await step(`${name}: a forgery is refused`, async () => {
      const { headers, body } = signed();
      equal(await post(url, { headers, body: `${body} ` }), 400);
    });
    await step(`${name}: a body over 1 MiB is refused`, async () => {
      const { headers } = signed();
      equal(await post(url, { headers, body: " ".repeat(2 ** 21) }), 400);
      equal(await post(url, { headers, body: large(), duplex: "half" } as RequestInit), 400);
    });
    await step(`${name}: still works afterwards`, async () => {
      // Under another host name, to use a new connection: a server may close one whose request it has not read to the end.
      equal(await post(url.replace("127.0.0.1", "localhost"), signed()), 204);
    });
  } finally {
    await sandbox.stop();
    await server.stop();
  }
}

function signed() {
  return signWebhook({ event_type: "example.event", event_id: randomUUID() }, { secret: SECRET });
}

async function post(url: string, delivery: RequestInit): Promise<number> {
  return (await fetch(url, { method: "POST", ...delivery, signal: AbortSignal.timeout(LIMIT) })).status;
}

/** 16 MiB without a content-length. */
function large(): ReadableStream {
  let chunks = 256;
  return new ReadableStream({
    pull: (controller) => (chunks-- > 0 ? controller.enqueue(new Uint8Array(2 ** 16)) : controller.close()),
  });
}

async function leave(sandbox: Sandbox, chatId: string): Promise<void> {
  const init = { method: "POST", headers: { authorization: "Bearer any-key" } };
  equal((await fetch(`${sandbox.url}/v3/chats/${chatId}/leave`, init)).status, 202);
}

async function delivered(sandbox: Sandbox) {
  const end = Date.now() + LIMIT;
  for (;;) {
    const [event] = sandbox.events;
    if (event && event.state !== "pending") return event;
    if (Date.now() > end) throw new Error("The sandbox's webhook was not delivered.");
    await sleep(20);
  }
}

/** Starts a receiver, and waits until it listens. */
async function launch(args: string[], url: string, env: Record<string, string>) {
  const child = spawn(process.execPath, args, { cwd: project, env: environment(env) });
  running.add(child);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk) => {
      output += chunk;
    });
  }
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const until = async (what: string, condition: () => boolean | Promise<boolean>) => {
    const end = Date.now() + LIMIT;
    while (!(await condition())) {
      if (child.exitCode !== null || Date.now() > end) throw new Error(`It did not ${what}:\n${output}`);
      await sleep(20);
    }
  };
  await until("listen", () => listens(url));
  return {
    printed: (text: string) => until(`print ${text}`, () => output.includes(text)),
    count: (text: string) => output.split(text).length - 1,
    async stop() {
      child.kill("SIGKILL");
      await ended;
      running.delete(child);
    },
  };
}

async function install(): Promise<void> {
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await writeFile(join(project, "fail-once.mjs"), FAIL_ONCE);
  const { stdout } = await run("npm", ["pack", "--json", "--silent", "--pack-destination", project], {}, root);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf("[")));
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", `./${filename}`, ...packages], {});
}

async function compile(): Promise<void> {
  const compilerOptions = {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    lib: ["es2023", "dom"],
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
    noEmit: true,
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["**/*.ts"] }));
  for (const { name } of frameworks) await port3000(name);
  await run(process.execPath, ["node_modules/typescript/bin/tsc"], {});
}

/** Writes the program of a framework, with a free port in place of its 3000. */
async function port3000(name: string): Promise<number> {
  const { mark, file } = frameworks.find((framework) => framework.name === name) as Framework;
  const programs = [...documents.join("\n").matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = ""]) => code);
  const [program, ...more] = programs.filter((code) => code.includes(mark));
  if (!program || more.length > 0) throw new Error(`The documents must have exactly one program with ${mark}.`);
  const port = await freePort();
  await mkdir(dirname(join(project, file)), { recursive: true });
  await writeFile(join(project, file), program.replace("3000", `${port}`));
  return port;
}

function environment(env: Record<string, string>): NodeJS.ProcessEnv {
  const { LINQ_WEBHOOK_SECRET: _, ...own } = process.env;
  return { ...own, NEXT_TELEMETRY_DISABLED: "1", ...env };
}

function equal(actual: unknown, expected: unknown): void {
  if (actual !== expected) throw new Error(`Expected ${expected}, got ${actual}.`);
}

/** Runs a command to completion; rejects with everything it printed if it fails. */
function run(command: string, args: string[], env: Record<string, string>, cwd = project): Promise<{ stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, timeout: LIMIT, env: environment(env) }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve({ stdout });
    }).stdin?.end();
  });
}
