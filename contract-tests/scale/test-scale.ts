/**
 * `npm run test:scale`: what must hold on many machines, with real databases and processes that are killed. Arguments choose parts and
 * make them smaller, as in `npm run test:scale -- workers --chats 500`. Needs PostgreSQL, Redis and the npm registry.
 */
import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { table } from "../../scripts/text-table.js";
import { root } from "../helpers/scratch-copy.js";
import { endStartedPrograms } from "../helpers/started-programs.js";
import { type Database, findServers, startPostgres, startRedis } from "./databases.js";
import { type DeliveryResult, runDeliveries } from "./deliveries.js";
import { example, runManyWorkers, type WorkersResult } from "./many-workers.js";
import { progressOf } from "./progress.js";
import { storeChecks } from "./store-checks.js";
import { type Connection, connect, createTables, type StoreKind, storeKinds } from "./store-connections.js";

const USAGE = `Usage: npm run test:scale -- [stores] [deliveries] [workers] [options]

--events 5000   how many events are delivered, each twice
--chats 20000   how many chats are left, each enqueued twice
--limit 75      the account's limit, in requests per second
--kills 10      how many processes are killed`;

const parts: Record<string, (databases: Record<StoreKind, Database>) => Promise<void>> = {
  stores: checkStores,
  deliveries: checkDeliveries,
  workers: checkWorkers,
};
const { names, events, chats, limit, kills } = readArguments();
let failures = 0;

const folder = await mkdtemp(join(tmpdir(), "linq-openapi-scale-"));
try {
  // Readable by the user that PostgreSQL runs as.
  await chmod(folder, 0o755);
  const servers = findServers();
  const [PostgreSQL, Redis] = await Promise.all([startPostgres(servers, folder), startRedis(servers, folder)]);
  process.env.POSTGRES_URL = PostgreSQL.url;
  process.env.REDIS_URL = Redis.url;
  await createTables();
  for (const name of names) await parts[name]?.({ PostgreSQL, Redis });
  await Promise.all([PostgreSQL.stop(), Redis.stop()]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  failures++;
} finally {
  endStartedPrograms();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}
if (failures > 0) process.exitCode = 1;

async function checkStores(databases: Record<StoreKind, Database>): Promise<void> {
  for (const kind of storeKinds) {
    const connections: [Connection, Connection] = [await connect(kind), await connect(kind)];
    for (const [name, check] of Object.entries(storeChecks(kind, databases[kind], connections))) {
      const error = await check().then(
        () => undefined,
        (error: unknown) => error,
      );
      console.log(`${error ? "✗" : "✓"} ${kind} ${name}`);
      if (error) console.error(error);
      if (error) failures++;
    }
    for (const { close } of connections) await close();
  }
}

async function checkDeliveries(): Promise<void> {
  for (const kind of storeKinds) {
    const progress = progressOf(`${kind}, deliveries`, 2 * events);
    const result = await runDeliveries({ kind, events, kills, onProgress: progress.show });
    progress.end();
    print(`Webhooks, ${kind}`, deliveryRows(result));
  }
}

async function checkWorkers(): Promise<void> {
  npm(root, "run", "build");
  npm(example, "ci");
  npm(example, "run", "typecheck");
  const progress = progressOf("many-workers, chats", chats);
  const result = await runManyWorkers({ chats, limit, kills, onProgress: progress.show });
  progress.end();
  print("Many workers", workerRows(result));
}

/** A figure, and what it must be, if that is specified. */
type Row = [what: string, figure: string | number, mustBe?: string, holds?: boolean];

function deliveryRows(result: DeliveryResult): Row[] {
  const { answers, slowestAnswer, lost, givenUp, againAfterKill, againOtherwise } = result;
  return [
    ["events, each delivered twice", events],
    ["processes killed, of 3", result.kills, `${kills}`, result.kills === kills],
    ["answered 204", answers["204"]],
    ["answered with 500, and delivered again", answers["500"]],
    ["no response, and delivered again", answers["no response"]],
    ["slowest response", `${(slowestAnswer / 1_000).toFixed(1)} s`, "under 10 s", slowestAnswer < 10_000],
    ["deliveries given up", givenUp, "0", givenUp === 0],
    ["events lost", lost, "0", lost === 0],
    ["done twice: killed between work and commit", againAfterKill],
    ["done twice for another reason", againOtherwise, "0", againOtherwise === 0],
    ["time", `${result.seconds.toFixed(0)} s`],
  ];
}

function workerRows(result: WorkersResult): Row[] {
  const { requests, asked, accepted, acceptedTwice, left, delivered, lost, mostPerSecond, rate, seconds } = result;
  const second = requests - asked;
  const ideal = chats / rate;
  return [
    ["chats, each enqueued twice", chats],
    ["workers killed, of 4", result.kills, `${kills}`, result.kills === kills],
    ["chats left", left, `${chats}`, left === chats],
    ["removals delivered", delivered, `${chats}`, delivered === chats],
    ["lost", lost, "0", lost === 0],
    ["accepted once", accepted - acceptedTwice, `${chats}`, accepted - acceptedTwice === chats],
    ["accepted twice", acceptedTwice, "0", acceptedTwice === 0],
    ["requests repeated", `${second} (${((100 * second) / chats).toFixed(2)}%)`, "at most 2%", second <= chats / 50],
    ["most requests in any second", mostPerSecond, `at most ${limit}`, mostPerSecond <= limit],
    ["time", `${seconds.toFixed(0)} s`],
    [`ideal time at ${rate} a second`, `${ideal.toFixed(0)} s (${((100 * seconds) / ideal).toFixed(0)}%)`],
  ];
}

function print(title: string, rows: Row[]): void {
  const cells = rows.map(([what, figure, mustBe = "", holds = true]) => [what, `${figure}`, mustBe, holds ? "" : "✗"]);
  console.log(`\n${table([[title, "", "must be", ""], ...cells])}\n`);
  failures += rows.filter(([, , , holds]) => holds === false).length;
}

function npm(cwd: string, ...args: string[]): void {
  execFileSync("npm", ["--silent", "--prefer-offline", ...args], { cwd, stdio: ["ignore", "inherit", "inherit"] });
}

function readArguments() {
  const size = (value: string) => ({ type: "string", default: value }) as const;
  const options = { events: size("5000"), chats: size("20000"), limit: size("75"), kills: size("10") };
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const unknown = positionals.find((name) => !(name in parts));
    if (unknown !== undefined) throw new Error(`Unknown part ${unknown}.`);
    const names = positionals.length > 0 ? positionals : Object.keys(parts);
    const number = (name: keyof typeof values) => {
      if (/^\d+$/.test(values[name])) return Number(values[name]);
      throw new Error(`--${name} must be a whole number.`);
    };
    return { names, events: number("events"), chats: number("chats"), limit: number("limit"), kills: number("kills") };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}
