import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { portProblem } from "./port-problem.js";

const require = createRequire(import.meta.url);

/** Loaded into Prism before its own code: ends it when the channel to this process closes, however this process died. */
const DIE_WITH_PARENT = `data:text/javascript,process.on("disconnect",()=>process.exit())`;
const READY_LINE = /Prism is listening on (http:\/\/\S+)/;
const START_LIMIT = 30_000;
const STOP_LIMIT = 5_000;

export interface MockOptions {
  /** The port to listen on, on 127.0.0.1; 0 takes a free one. @default 4010 */
  port?: number;
  /** Receives each line of Prism's log. @default the log is dropped */
  onLog?: (line: string) => void;
}

export interface Mock {
  /** Where the mock answers, for instance `http://127.0.0.1:4010`: the `baseUrl` of a client. */
  readonly url: string;
  /** Settles when Prism has ended, whether by `stop` or by itself. */
  readonly ended: Promise<void>;
  /** Ends Prism; settles when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Serves the contract with Prism, in a process of its own that never outlives this one.
 *
 * @throws Error if Prism is not installed, the port is taken, or Prism does not start within 30 seconds.
 */
export async function startMock({ port = 4010, onLog }: MockOptions = {}): Promise<Mock> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`The mock's port must be a whole number from 0 to 65535, not ${port}.`);
  }
  const prism = spawn(
    process.execPath,
    // NODE_ENV=production would otherwise make Prism fork a cluster.
    [
      "--import",
      DIE_WITH_PARENT,
      prismBin(),
      "mock",
      "--host",
      "127.0.0.1",
      "--port",
      `${port}`,
      "--multiprocess=false",
      require.resolve("linq-openapi/openapi.yaml"),
    ],
    { stdio: ["ignore", "pipe", "pipe", "ipc"] },
  );
  const ended = once(prism, "close").then(() => {});
  try {
    const url = await ready(prism, port, onLog);
    return { url, ended, stop: () => stop(prism, ended) };
  } catch (error) {
    await stop(prism, ended);
    throw error;
  }
}

function prismBin(): string {
  try {
    return join(dirname(require.resolve("@stoplight/prism-cli/package.json")), "dist/index.js");
  } catch (cause) {
    throw new Error(
      "The mock needs Prism, which is not installed. Install it beside linq-openapi: npm install --save-dev @stoplight/prism-cli@5.14.2",
      { cause },
    );
  }
}

function ready(prism: ChildProcess, port: number, onLog?: (line: string) => void): Promise<string> {
  return new Promise((resolve, reject) => {
    const output: string[] = [];
    let starting = true;
    const timer = setTimeout(() => fail(`Prism did not start within ${START_LIMIT / 1000} seconds.`), START_LIMIT);

    const fail = (message: string) => {
      starting = false;
      clearTimeout(timer);
      reject(new Error(message));
    };
    // "close", not "exit": by then all that Prism wrote has been read.
    prism.once("close", () => {
      const log = output.join("\n");
      fail(portProblem(port, log) ?? `Prism ended before it was ready.\n${log}`);
    });
    for (const stream of [prism.stdout, prism.stderr]) {
      if (!stream) continue;
      createInterface(stream).on("line", (line) => {
        onLog?.(line);
        if (!starting) return;
        output.push(line);
        const url = READY_LINE.exec(line)?.[1];
        if (!url) return;
        starting = false;
        clearTimeout(timer);
        resolve(url);
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
