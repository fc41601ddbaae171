import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { reachable } from "./host.js";
import { portProblem } from "./port-problem.js";

const require = createRequire(import.meta.url);

/**
 * Loaded into Prism before its own code: tells this process the port that Prism listens on, and ends Prism when the channel to this process
 * closes, however this process died.
 */
const PRELOADED = `
import { Server } from "node:net";
const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once("listening", () => process.send(this.address().port));
  return listen.apply(this, args);
};
process.on("disconnect", () => process.exit());
`;
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
      `data:text/javascript,${encodeURIComponent(PRELOADED)}`,
      prismBin(name),
      "mock",
      "--host",
      host,
      "--port",
      `${port}`,
      "--multiprocess=false",
      // A third of Prism's time goes into its log, which is wanted by who reads it only.
      "--verboseLevel",
      onLog ? "info" : "error",
      require.resolve("linq-openapi/openapi.yaml"),
    ],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const ended = once(prism, "close").then(() => {});
  try {
    const url = reachable(host, await ready(prism, port, onLog));
    return { url, ended, stop: () => stop(prism, ended) };
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

/** The port that Prism listens on, once it does. */
function ready(prism: ChildProcess, port: number, onLog?: (line: string) => void): Promise<number> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    let isStarting = true;
    const timer = setTimeout(() => fail(`Prism did not start within ${START_LIMIT / 1000} seconds.`), START_LIMIT);

    const fail = (message: string) => {
      clearTimeout(timer);
      reject(new Error(message));
    };
    prism.once("message", (port) => {
      clearTimeout(timer);
      isStarting = false;
      // Not before: where the port is taken, Prism prints its whole help.
      if (onLog) for (const line of output) onLog(line);
      resolve(port as number);
    });
    // "close", not "exit": by then all that Prism wrote has been read.
    prism.once("close", () => {
      const log = output.join("\n");
      fail(portProblem(port, log) ?? `Prism ended before it was ready.\n${log}`);
    });
    for (const stream of [prism.stdout, prism.stderr]) {
      if (!stream) continue;
      createInterface(stream).on("line", (line) => {
        if (isStarting) output.push(line);
        else onLog?.(line);
      });
    }
  });
}

async function stop(prism: ChildProcess, ended: Promise<void>): Promise<void> {
  prism.kill("SIGTERM");
  const timer = setTimeout(() => prism.kill("SIGKILL"), STOP_LIMIT);
  await ended;
  clearTimeout(timer);
}
