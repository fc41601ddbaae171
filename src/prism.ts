import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { reachable } from "./hostname.js";
import { listenProblem, type Place } from "./listen-problem.js";
import { PRELOAD } from "./prism-preload.js";
import { safeLog } from "./safe-log.js";

const require = createRequire(import.meta.url);

export interface PrismOptions extends Place {
  /** Receives each line of Prism's log. @default the log is dropped */
  onLog?: ((line: string) => void) | undefined;
}

export interface Prism {
  /** Prism's URL on this machine, for instance `http://127.0.0.1:4010`. */
  readonly url: string;
  /** Settles when Prism has ended, whether by `stop` or on its own. */
  readonly ended: Promise<void>;
  /** Ends Prism; settles when its process is gone. */
  stop(): Promise<void>;
}

/** The program to start, and how long it may take, in milliseconds. */
export interface PrismProgram {
  file: string;
  startLimit: number;
  stopLimit: number;
}

/**
 * Serves the contract with Prism, in a separate process that never outlives this one.
 *
 * @param program for tests, which run another program in place of Prism
 * @throws Error if Prism is not installed, the port is taken, or Prism does not start within 60 seconds.
 */
export async function startPrism(
  { port, host, onLog }: PrismOptions,
  { file = prismFile(), startLimit = 60_000, stopLimit = 5_000 }: Partial<PrismProgram> = {},
): Promise<Prism> {
  const prism = spawn(
    process.execPath,
    // NODE_ENV=production would otherwise make Prism fork a cluster.
    [
      "--import",
      `data:text/javascript,${encodeURIComponent(PRELOAD)}`,
      file,
      "mock",
      "--host",
      host,
      "--port",
      `${port}`,
      "--multiprocess=false",
      // A third of Prism's time goes into its log, so it logs only if somebody reads it.
      "--verboseLevel",
      onLog ? "info" : "error",
      // Not openapi.yaml: Prism reads JSON faster.
      require.resolve("linq-openapi/openapi.json"),
    ],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const ended = once(prism, "close").then(() => {});
  const stop = () => end(prism, ended, stopLimit);
  try {
    const url = reachable(host, await ready(prism, { port, host, startLimit, onLog: onLog && safeLog(onLog) }));
    return { url, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function findPrism(): string {
  return require.resolve("@stoplight/prism-cli/package.json");
}

/** @throws Error that says how to install Prism if it is missing. */
export function prismFile(find = findPrism): string {
  try {
    return join(dirname(find()), "dist/index.js");
  } catch (cause) {
    throw new Error(
      "This needs Prism, which is not installed. Install it beside linq-openapi: npm install --save-dev @stoplight/prism-cli@5.14.2",
      { cause },
    );
  }
}

interface Start extends Place {
  startLimit: number;
  onLog: ((line: string) => void) | undefined;
}

/** Resolves with Prism's port once it listens. */
function ready(prism: ChildProcess, { port, host, startLimit, onLog }: Start): Promise<number> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    let isStarting = true;
    const timer = setTimeout(() => fail(`Prism did not start within ${startLimit / 1000} seconds.`), startLimit);

    const fail = (message: string) => {
      clearTimeout(timer);
      reject(new Error(message));
    };
    prism.once("message", (port) => {
      clearTimeout(timer);
      isStarting = false;
      // Not earlier: if the port is taken, Prism prints its whole help.
      if (onLog) for (const line of output) onLog(line);
      resolve(port as number);
    });
    // "close", not "exit": by then all of Prism's output has been read.
    prism.once("close", () => {
      const log = output.join("\n");
      fail(listenProblem({ port, host }, log) ?? `Prism exited before it was ready.\n${log}`);
    });
    for (const stream of [prism.stdout, prism.stderr] as Readable[]) {
      createInterface(stream).on("line", (line) => {
        if (isStarting) output.push(line);
        else onLog?.(line);
      });
    }
  });
}

async function end(prism: ChildProcess, ended: Promise<void>, limit: number): Promise<void> {
  prism.kill("SIGTERM");
  const timer = setTimeout(() => prism.kill("SIGKILL"), limit);
  await ended;
  clearTimeout(timer);
}
