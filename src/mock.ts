import { LOOPBACK } from "./hostname.js";
import { tryListening } from "./listen-problem.js";
import { startPrism } from "./prism.js";
import { refuseUnknown } from "./unknown-options.js";

const OPTIONS = ["port", "host", "onLog"];

export interface MockOptions {
  /** The port to listen on; 0 picks a free one. @default 4010 */
  port?: number;
  /** The address to listen on. Any address but the default may let other machines in; `0.0.0.0` listens on every network interface. @default 127.0.0.1 */
  host?: string;
  /** Receives each line of Prism's log. @default the log is dropped */
  onLog?: (line: string) => void;
}

export interface Mock {
  /** The mock's URL on this machine, for instance `http://127.0.0.1:4010`: the `baseUrl` of a client. */
  readonly url: string;
  /** Settles when Prism has ended, whether by `stop` or on its own. */
  readonly ended: Promise<void>;
  /** Ends Prism; settles when its process is gone. */
  stop(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Serves the contract with Prism, in a separate process that never outlives this one.
 *
 * @throws Error if an option is unknown, Prism is not installed, the port is taken, the host is not this machine's, or Prism does not start within 60 seconds.
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  refuseUnknown(options, OPTIONS, "startMock", Error);
  const { port = 4010, host = LOOPBACK, onLog } = options;
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new Error(`The mock's port must be a whole number from 0 to 65535, not ${port}.`);
  }
  await tryListening({ port, host });
  const prism = await startPrism({ port, host, onLog });
  return { ...prism, [Symbol.asyncDispose]: prism.stop };
}
