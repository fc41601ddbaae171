/** `examples/many-workers` as its README says: a sandbox, a receiver, four workers, every chat enqueued twice, and kills at random. */
import { type ChildProcess, execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Pool } from "pg";
import { freePort } from "../helpers/free-port.js";
import { secret } from "../helpers/receiver.js";
import { root } from "../helpers/scratch-copy.js";
import { printed, signalGroup, start } from "../helpers/started-programs.js";
import { atRandomMoments, startFleet } from "./fleet.js";

const WORKERS = 4;
const RECEIVER_KILLS = 2;
/** The share of the account's limit that the example's README gives to the queue. */
const SHARE = 2 / 3;
export const example = join(root, "examples/many-workers");
const sandboxProcess = fileURLToPath(new URL("sandbox-process.ts", import.meta.url));

/** What the sandbox counted. */
export interface Seen {
  requests: number;
  /** Chats with at least one request. */
  asked: number;
  accepted: number;
  acceptedTwice: number;
  /** Chats that were left. */
  left: number;
  /** Webhooks that were acknowledged. */
  delivered: number;
  /** The most requests in any second, wherever it begins. */
  mostPerSecond: number;
  /** The time from the first request to the last. */
  seconds: number;
}

export interface WorkersRun {
  chats: number;
  /** The account's limit, in requests per second. */
  limit: number;
  kills: number;
  onProgress(chats: number): void;
}

export interface WorkersResult extends Seen {
  kills: number;
  /** The queue's limit, in requests per second. */
  rate: number;
  /** Chats whose workflow failed or did not receive the removal event. */
  lost: number;
}

export async function runManyWorkers({ chats, limit, kills, onProgress }: WorkersRun): Promise<WorkersResult> {
  const databaseUrl = `${process.env.POSTGRES_URL}`.replace(/[^/]*$/, "many_workers");
  const [sandboxPort, receiverPort] = await Promise.all([freePort(), freePort()]);
  const rate = Math.floor(limit * SHARE);
  const env = {
    ...process.env,
    // DBOS uses pg in a deprecated way, which prints a warning.
    NODE_NO_WARNINGS: "1",
    DBOS_SYSTEM_DATABASE_URL: databaseUrl,
    LEAVES_PER_SECOND: `${rate}`,
    LINQ_API_V3_API_KEY: "any-key",
    LINQ_API_V3_BASE_URL: `http://127.0.0.1:${sandboxPort}`,
    LINQ_WEBHOOK_SECRET: secret,
    PORT: `${receiverPort}`,
  };
  const launch = async (program: string, ...args: string[]) => {
    const child = start(process.execPath, ["--import", "tsx", `${program}.ts`, ...args], { cwd: example, env });
    await printed(child, /ready/);
    return child;
  };

  await run(["node_modules/.bin/dbos", "schema", databaseUrl], env);
  const webhookUrl = `http://127.0.0.1:${receiverPort}`;
  const sandbox = start(process.execPath, ["--import", "tsx", sandboxProcess, webhookUrl, `${sandboxPort}`]);
  await printed(sandbox, /ready/);
  const workers = await startFleet(WORKERS, (place) => launch("worker", `worker-${place}`));
  const receivers = await startFleet(1, () => launch("receiver"));
  const ids = Array.from({ length: chats }, () => randomUUID());
  const enqueued = enqueueTwice(ids, env);
  // Awaited below, after the workers have finished.
  enqueued.catch(() => {});
  const killSome = atRandomMoments(kills, chats, workers.killOne);
  const killReceiver = atRandomMoments(RECEIVER_KILLS, chats, receivers.killOne);

  const database = new Pool({ connectionString: databaseUrl });
  try {
    for (
      let done = 0, end = Date.now() + 120_000 + (5_000 * chats) / limit;
      done < chats && Date.now() < end;
      await sleep(500)
    ) {
      const { rows } = await database.query(
        "select count(*) from dbos.workflow_status where status in ('SUCCESS', 'ERROR')",
      );
      done = Number(rows[0].count);
      killSome(done);
      killReceiver(done);
      onProgress(done);
    }
    await enqueued;
    await Promise.all([workers.stop(), receivers.stop()]);
    const seen = await report(sandbox);
    const confirmed = await database.query(
      `select count(distinct workflow_uuid) from dbos.workflow_status join dbos.notifications on destination_uuid = workflow_uuid
       where status = 'SUCCESS' and consumed`,
    );
    return { ...seen, rate, kills: workers.kills.size, lost: chats - Number(confirmed.rows[0].count) };
  } finally {
    await database.end();
  }
}

async function report(sandbox: ChildProcess): Promise<Seen> {
  const seen = printed(sandbox, /\}/);
  signalGroup(sandbox, "SIGTERM");
  return JSON.parse(await seen);
}

async function enqueueTwice(ids: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  for (let round = 0; round < 2; round++) await run(["--import", "tsx", "enqueue.ts"], env, ids.join("\n"));
}

/** Runs one of the example's programs to completion. */
function run(args: string[], env: NodeJS.ProcessEnv, input = ""): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = execFile(process.execPath, args, { cwd: example, env }, (error) =>
      error ? reject(error) : resolve(),
    );
    child.stdin?.end(input);
  });
}
