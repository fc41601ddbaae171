/** `npm run bench`: ways to leave a chat, side by side against one local server. `--json` prints the figures for machines. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleSizes } from "./bench/bundle-size.js";
import { clients, standIns } from "./bench/clients.js";
import { coldImport } from "./bench/cold-import.js";
import { inTurns, time } from "./bench/measure.js";
import { table } from "./table.js";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const baseline = "plain fetch";
const STAND_IN = "10 000 calls answered without a server, CPU";

/** A figure of each client, by its name. */
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
    "one call, wall",
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
    "1000 calls at once, wall",
    "ms",
    each(await inTurns(atOnce, { rounds: 9, perRound: 1 }), ({ wall }) => wall / 1000),
  );

  progress("memory");
  add("heap growth over 10 000 calls", "B per call", await eachInTurn(calls, heapGrowth));

  progress("a final 409");
  const refused = clients(`${url}/left`);
  const final = await eachInTurn(refused, async (call) => {
    await count(server);
    const { wall } = await time(() => call().catch(() => {}));
    return { wall: wall / 1000, requests: await count(server) };
  });
  add(
    "until a final 409 surfaces, requests",
    "",
    each(final, ({ requests }) => requests),
  );
  add(
    "until a final 409 surfaces, wall",
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
  add("bundle, minified + gzip", "B", await bundleSizes());
  progress("");
  return metrics;
}

async function heapGrowth(call: () => Promise<unknown>): Promise<number> {
  const calls = 10_000;
  const before = await settledHeap();
  for (let index = 0; index < calls; index++) await call();
  return ((await settledHeap()) - before) / calls;
}

/** The heap after collection, including what only finalizers let go. */
async function settledHeap(): Promise<number> {
  for (let pass = 0; pass < 5; pass++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}

/** How many requests the server has had since it was last asked. */
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

/** Each figure, and in brackets its ratio to the first client that has one. */
function report(metrics: Metric[]): string {
  const names = Object.keys(clients("http://localhost"));
  const rows = metrics
    .filter(({ name }) => name !== STAND_IN)
    .map(({ name, unit, figures }) => {
      const base = figures[baseline] ?? figures["official SDK"] ?? Number.NaN;
      const cells = names.map((client) => {
        const figure = figures[client];
        if (figure === undefined) return "";
        const ratio = figure / base;
        const shown = Math.abs(figure) < 10 ? figure.toFixed(1) : figure.toFixed(0);
        return Number.isFinite(ratio) && unit !== "B per call" ? `${shown} (${ratio.toFixed(2)})` : shown;
      });
      return [unit ? `${name}, ${unit}` : name, ...cells];
    });
  return `Node ${process.version}, medians; in brackets the ratio to ${baseline}, where it has a figure, else to the official SDK\n
${table([["", ...names], ...rows])}\n
${standInLine(metrics)}`;
}

function standInLine(metrics: Metric[]): string {
  const { "plain fetch": plain = 0, documentedFetch = 0 } =
    metrics.find(({ name }) => name === STAND_IN)?.figures ?? {};
  const seconds = (value: number) => `${value.toFixed(2)} s of CPU time`;
  return `10 000 calls of documentedFetch: ${seconds(documentedFetch)}; of plain fetch to a local server: ${seconds(plain)} (ratio ${(documentedFetch / plain).toFixed(2)})`;
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
