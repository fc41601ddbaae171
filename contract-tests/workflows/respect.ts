/** Runs workflows with `redocly respect` against the real sandbox, and checks the requests that it received. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type SandboxOptions, startSandbox } from "linq-openapi/sandbox";
import { parse } from "yaml";
import { secret, startReceiver } from "../helpers/receiver.js";
import { run } from "../helpers/scratch-copy.js";

export const FOLDER = "openapi/arazzo";
export const FILE = `${FOLDER}/leave.arazzo.yaml`;
const CLI = join(createRequire(import.meta.url).resolve("@redocly/cli/package.json"), "../bin/cli.js");
const CHAT = "550e8400-e29b-41d4-a716-446655440000";
const KEY = "any-key";
/** The shortest pause before a request is repeated after a transient error, in seconds. A 429 sets its own. */
const SHORTEST_PAUSE = 1;
const TRANSIENT = ["chatStillBeingCreated", "rateLimitExceeded"];

export interface Outcome {
  passed: boolean;
  /** What failed: the output of respect, or what the sandbox received. */
  problem: string;
}

export async function workflowIds(root: string): Promise<string[]> {
  const { workflows } = parse(await readFile(join(root, FILE), "utf8"));
  return workflows.map(({ workflowId }: { workflowId: string }) => workflowId);
}

/** A sandbox where the chat has already been left, so a workflow must start with a reset, and a receiver for its webhooks. */
export async function startStage(options: SandboxOptions = {}) {
  const deliveries: number[] = [];
  const receiver = await startReceiver(() => {
    deliveries.push(Date.now());
    return 204;
  });
  const webhook = { url: receiver.url, secret };
  const sandbox = await startSandbox({ port: 0, webhook, ...options });
  const { retryAfter = 30 } = options;

  return {
    /** @param folder where `openapi/` and `generated/` are */
    async play(folder: string, workflow: string): Promise<Outcome> {
      await leave(sandbox.url);
      const servers = ["linq", "sandbox"].flatMap((name) => ["--server", `${name}=${sandbox.url}`]);
      const inputs = ["--input", `apiKey=${KEY}`, "--input", `chatId=${CHAT}`];
      const { code, stdout } = await redocly(folder, "respect", FILE, "--workflow", workflow, ...servers, ...inputs);
      if (code !== 0) return { passed: false, problem: stdout };
      const hasty = sandbox.requests.find((one, index, all) => isHasty(one, all[index + 1]));
      return { passed: !hasty, problem: hasty ? `The request after ${hasty.answer} was too early.` : "" };
    },

    async stop(): Promise<void> {
      await sandbox.stop();
      await receiver.stop();
    },
  };

  /** Whether the next request came before the pause was over, or before the webhook about the leave had arrived. */
  function isHasty(one: Request, next: Request | undefined): boolean {
    if (!next) return false;
    const [from, to] = [Date.parse(one.at), Date.parse(next.at)];
    if (one.answer === "accepted") return !deliveries.some((time) => from <= time && time <= to);
    if (!TRANSIENT.includes(one.answer ?? "")) return false;
    return to - from < 1000 * (one.status === 429 ? retryAfter : SHORTEST_PAUSE);
  }
}

type Request = Awaited<ReturnType<typeof startSandbox>>["requests"][number];

export async function lintProblem(folder: string): Promise<string | undefined> {
  const { code, stdout } = await redocly(folder, "lint", FILE, "--config", `${FOLDER}/redocly.yaml`, "--format=json");
  return code === 0 ? undefined : JSON.parse(stdout).problems[0]?.message;
}

function redocly(folder: string, ...args: string[]) {
  return run(folder, process.execPath, [CLI, ...args], { REDOCLY_TELEMETRY: "off" });
}

async function leave(url: string): Promise<void> {
  const response = await fetch(`${url}/v3/chats/${CHAT}/leave`, {
    method: "POST",
    headers: { authorization: `Bearer ${KEY}` },
  });
  await response.arrayBuffer();
}
