import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { reachable } from "./host.js";
import { portProblem } from "./port-problem.js";

const require = createRequire(import.meta.url);

/** Loaded into Prism before its own code: ends it when the channel to this process closes, however this process died. */
const DIE_WITH_PARENT = `data:text/javascript,process.on("disconnect",()=>process.exit())`;
const READY_LINE = /Prism is listening on (http:\/\/\S+)/;
const START_LIMIT = 60_000;
const STOP_LIMIT = 5_000;

export interface PrismOptions {
  /** What needs Prism, for messages. */
  name: "mock" | "sandbox";
  port: number;
  host: string;
  /** Receives each line of Prism's log. @default the log is dropped */
  onLog?: ((line: string) => void) | undefined;
}

export interface Prism {
  /** Where this machine reaches Prism, for instance `http://127.0.0.1:4010`. */
  readonly url: string;
  /** Settles when Prism has ended, whether by `stop` or by itself. */
  readonly ended: Promise<void>;
  /** Ends Prism; settles when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Serves the contract with Prism, in a process of its own that never outlives this one.
 *
 * @throws Error if Prism is not installed, the port is taken, or Prism does not start within 60 seconds.
 */
export async function startPrism({ name, port, host, onLog }: PrismOptions): Promise<Prism> {
  const prism = spawn(
    process.execPath,
    // NODE_ENV=production would otherwise make Prism fork a cluster.
    [
      "--import",
      DIE_WITH_PARENT,
      prismBin(name),
      "mock",
      "--host",
      host,
      "--port",
      `${port}`,
      "--multiprocess=false",
      require.resolve("linq-openapi/openapi.yaml"),
    ],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const ended = once(prism, "close").then(() => {});
  try {
    const url = new URL(await ready(prism, port, onLog));
    return { url: reachable(host, Number(url.port)), ended, stop: () => stop(prism, ended) };
  } catch (error) {
    await stop(prism, ended);
    throw error;
  }
}
function prismBin(name: string): string {
  try {
    return join(dirname(require.resolve("@stoplight/prism-cli/package.json")), "dist/index.js");
  } catch (cause) {
    throw new Error(
      `The ${name} needs Prism, which is not installed. Install it beside linq-openapi: npm install --save-dev @stoplight/prism-cli@5.14.2`,
      { cause },
    );
  }
}

function ready(prism: ChildProcess, port: number, onLog?: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    const timer = setTimeout(() => fail(`Prism did not start within ${START_LIMIT / 1000} seconds.`), START_LIMIT);
    const streams = [prism.stdout, prism.stderr].flatMap((stream) => stream ?? []);
    const readers = streams.map((input) => createInterface({ input }));

    const fail = (message: string) => {
      clearTimeout(timer);
      reject(new Error(message));
    };
    // "close", not "exit": by then all that Prism wrote has been read.
    prism.once("close", () => {
      const log = output.join("\n");
      fail(portProblem(port, log) ?? `Prism ended before it was ready.\n${log}`);
    });
    const read = (line: string) => {
      output.push(line);
      const url = READY_LINE.exec(line)?.[1];
      if (!url) return;
      clearTimeout(timer);
      for (const reader of readers) reader.off("line", read);
      // Prism writes some lines for each request; to drop them unread takes a fraction of the time.
      if (!onLog) for (const reader of readers) reader.close();
      if (!onLog) for (const stream of streams) stream.resume();
      resolve(url);
    };
    for (const reader of readers) reader.on("line", read);
    if (onLog) for (const reader of readers) reader.on("line", onLog);
  });
}

async function stop(prism: ChildProcess, ended: Promise<void>): Promise<void> {
  prism.kill("SIGTERM");
  const timer = setTimeout(() => prism.kill("SIGKILL"), STOP_LIMIT);
  await ended;
  clearTimeout(timer);
}
