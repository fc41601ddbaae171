/** `npm run bench`: ways to leave a chat, compared against one local server. `--json` prints the figures as JSON. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bench/bundle-size.js";
import { clients, standIns } from "./bench/clients.js";
import { coldImport } from "./bench/cold-import.js";
import { inTurns, time } from "./bench/measure.js";
import { table } from "./text-table.js";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const baseline = "fetch";
const STAND_IN = "CPU time of 10,000 calls without a server";

/** A figure for each client, by its name. */
type Figures = Record<string, number>;
interface Metric {
  name: string;
  unit: string;
  figures: Figures;
}

const server = fork(fileURLToPath(new URL("bench/server.ts", import.meta.url)), { execArgv: process.execArgv });
try {
  const [port] = await once(server, "message");
  const metrics = await measure(`http://127.0.0.1:${port}`);
  console.log(values.json ? JSON.stringify({ node: process.version, metrics }, null, 2) : report(metrics));
} finally {
  server.disconnect();
}

async function measure(url: string): Promise<Metric[]> {
  const calls = clients(url);
  const metrics: Metric[] = [];
  const add = (name: string, unit: string, figures: Figures) => metrics.push({ name, unit, figures });

  const rounds = 60;
  const samples = await inTurns(calls, {
    rounds,
    perRound: 100,
    onRound: (round) => progress(`one call after another: round ${round} of ${rounds}`),
  });
  add(
    "one call",
    "µs",
    each(samples, ({ wall }) => wall),
  );
  add(
    "one call, CPU",
    "µs",
    each(samples, ({ cpu }) => cpu),
  );

  progress("1000 calls at once");
  const atOnce = each(calls, (call) => () => Promise.all(Array.from({ length: 1000 }, call)));
  add(
    "1000 at once",
    "ms",
    each(await inTurns(atOnce, { rounds: 9, perRound: 1 }), ({ wall }) => wall / 1000),
  );

  progress("memory");
  add("heap", "B/call", await eachInTurn(calls, heapGrowth));

  progress("a permanent 409");
  const refused = clients(`${url}/left`);
  const final = await eachInTurn(refused, async (call) => {
    await count(server);
    const { wall } = await time(() => call().catch(() => {}));
    return { wall: wall / 1000, requests: await count(server) };
  });
  add(
    "permanent 409",
    "requests",
    each(final, ({ requests }) => requests),
  );
  add(
    "permanent 409",
    "ms",
    each(final, ({ wall }) => wall),
  );

  progress("documentedFetch");
  const answered = await inTurns(standIns(url), { rounds: 10, perRound: 1000 });
  add(
    STAND_IN,
    "s",
    each(answered, ({ cpu }) => (cpu * 10_000) / 1e6),
  );

  progress("cold import");
  add("cold import", "ms", await coldImport(31));

  progress("bundle size");
  add(
    "bundle",
    "kB",
    each(await bundleSizes(), (bytes) => bytes / 1000),
  );
  progress("");
  return metrics;
}

async function heapGrowth(call: () => Promise<unknown>): Promise<number> {
  const calls = 10_000;
  const before = await settledHeap();
  for (let index = 0; index < calls; index++) await call();
  return ((await settledHeap()) - before) / calls;
}

/** The heap after garbage collection, including what only finalizers release. */
async function settledHeap(): Promise<number> {
  for (let pass = 0; pass < 5; pass++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

/** How many requests the server has received since it was last asked. */
async function count(server: ChildProcess): Promise<number> {
  server.send("count");
  const [requests] = await once(server, "message");
  return requests;
}

function each<Value, Result>(values: Record<string, Value>, make: (value: Value) => Result): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]));
}

async function eachInTurn<Value, Result>(
  values: Record<string, Value>,
  make: (value: Value) => Promise<Result>,
): Promise<Record<string, Result>> {
  const results: Record<string, Result> = {};
  for (const [name, value] of Object.entries(values)) results[name] = await make(value);
  return results;
}

/** Each figure, and in brackets its ratio to the first client that has one, unless they are close to 0. */
function report(metrics: Metric[]): string {
  const names = Object.keys(clients("http://localhost"));
  const rows = metrics
    .filter(({ name }) => name !== STAND_IN)
    .map(({ name, unit, figures }) => {
      const base = [baseline, "official SDK"].find((client) => client in figures) ?? "";
      const cells = names.map((client) => {
        const figure = figures[client];
        if (figure === undefined) return "";
        if (client === base || unit === "B/call") return short(figure);
        return `${short(figure)} (${short(figure / (figures[base] ?? 0))})`;
      });
      return [`${name}, ${unit}`, ...cells];
    });
  return `Node ${process.version}, medians; in brackets the ratio to ${baseline}, or else to the official SDK\n
${table([["", ...names], ...rows])}\n
heap: growth over 10,000 calls; permanent 409: until the call rejects;
cold import: in a new process; bundle: minified and compressed with gzip\n
${standInLine(metrics)}`;
}

function short(figure: number): string {
  return figure.toFixed(Math.abs(figure) < 10 ? 2 : Math.abs(figure) < 100 ? 1 : 0);
}

function standInLine(metrics: Metric[]): string {
  const { [baseline]: server = 0, documentedFetch = 0 } = metrics.find(({ name }) => name === STAND_IN)?.figures ?? {};
  return `CPU time of 10,000 calls: documentedFetch ${short(documentedFetch)} s, fetch to a local server ${short(server)} s (ratio ${short(documentedFetch / server)})`;
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
