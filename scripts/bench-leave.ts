/**
 * `npm run bench:leave`: leaves 1,000 and then 10,000 chats in a sandbox with `linq-openapi leave`, then 10,000 more while the command is
 * killed at ten random moments. Counts what the sandbox accepted. Exits with 1 if a chat is lost or left twice.
 */
import { spawn } from "node:child_process";
import { randomInt, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import { startSandbox } from "linq-openapi/sandbox";
import { root } from "./root.js";
import { table } from "./text-table.js";

const { values } = parseArgs({ options: { chats: { type: "string", default: "10000" } } });
const count = Number(values.chats);
const KILLS = 10;
/** How much more memory ten times as many chats may take, as a factor. */
const MOST_MEMORY = 1.2;
const TELL_MEMORY = `data:text/javascript,process.on("exit",()=>process.stderr.write(process.resourceUsage().maxRSS+" KB"))`;

const accepted: string[] = [];
const sandbox = await startSandbox({
  port: 0,
  delay: 0,
  onLog(line) {
    const [, id] = /\/([^/]+)\/leave → 202$/.exec(line) ?? [];
    if (id) accepted.push(id);
  },
});
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-bench-"));
try {
  const rows = [await leaveAll(count / 10, 0), await leaveAll(count, 0), await leaveAll(count, KILLS)];
  const title = ["CHATS", "KILLED", "ACCEPTED", "LOST", "TWICE", "SECONDS", "MEMORY"];
  const cells = rows.map((row) => [
    ...[row.chats, row.kills, row.accepted, row.lost, row.twice].map(String),
    row.seconds.toFixed(1),
    `${row.megabytes.toFixed(0)} MB`,
  ]);
  console.log(table([title, ...cells]));
  const [few, many] = rows as [Row, Row];
  const growth = many.megabytes / few.megabytes;
  console.log(`\nMemory for ten times the chats: × ${growth.toFixed(2)}`);
  if (rows.some(({ lost, twice }) => lost + twice > 0) || growth > MOST_MEMORY) process.exitCode = 1;
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true });
}

type Row = Awaited<ReturnType<typeof leaveAll>>;

async function leaveAll(chats: number, kills: number) {
  const ids = Array.from({ length: chats }, () => randomUUID() as string);
  const file = join(folder, `${chats}-${kills}`);
  await writeFile(file, ids.join("\n"));
  accepted.length = 0;
  const start = performance.now();
  for (let kill = 0; kill < kills; kill++)
    await leave(file, accepted.length + randomInt(chats / kills / 2, chats / kills));
  const megabytes = await leave(file);
  const seconds = (performance.now() - start) / 1000;
  const distinct = new Set(accepted);
  return {
    chats,
    kills,
    accepted: accepted.length,
    lost: ids.filter((id) => !distinct.has(id)).length,
    twice: accepted.length - distinct.size,
    seconds,
    megabytes,
  };
}

/** Runs the command until it ends, or until the sandbox has accepted this many leaves. Returns its peak memory. */
async function leave(file: string, killAt = Number.POSITIVE_INFINITY): Promise<number> {
  const main = join(root, "dist/src/cli/main.js");
  const env = { ...process.env, LINQ_API_V3_API_KEY: "the-key-of-the-bench", LINQ_API_V3_BASE_URL: sandbox.url };
  const args = ["--import", TELL_MEMORY, main, "leave", "--file", file, "--resume", `${file}.results`];
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "ignore", "pipe"] });
  const killer = setInterval(() => accepted.length >= killAt && child.kill("SIGKILL"), 1);
  const [told, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  clearInterval(killer);
  if (killAt === Number.POSITIVE_INFINITY && code !== 0) throw new Error(`It exited with ${code}:\n${told}`);
  return Number(/(\d+) KB$/.exec(told)?.[1]) / 1024;
}
