import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { Prism } from "../prism.js";
import { readAll } from "./read-all.js";

export interface MockRequest {
  method: string | undefined;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface MockResponse {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * How many times a request is tried. A mock may end or close a connection at any time, and asking it twice does no harm, but the request
 * itself may be what ends it. Attempts that find the mock already gone do not count.
 */
const MOST_ATTEMPTS = 4;
/** How long the mock may be silent while it works on a request, in milliseconds. */
const LONGEST_SILENCE = 30_000;
/** Headers that apply to a single connection. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "date"];

/** A mock that is restarted when it ends unexpectedly. */
export interface RestartingMock {
  /** @throws Error if the mock ended or dropped the connection at every attempt, or if it hangs; it is then restarted. */
  ask(request: MockRequest): Promise<MockResponse>;
  /** Settles when the mock was stopped or could not be restarted. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param onLog receives a line when the mock is restarted
 * @param longestSilence in milliseconds
 * @throws what `start` throws the first time
 */
export async function startRestartingMock(
  start: () => Promise<Prism>,
  onLog: (line: string) => void,
  longestSilence = LONGEST_SILENCE,
): Promise<RestartingMock> {
  const agent = new Agent({ keepAlive: true });
  let isStopped = false;
  let end!: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let current = start().then(keep);
  await current;

  function keep(mock: Prism): Prism {
    mock.ended.then(() => {
      if (isStopped) return;
      onLog("The mock ended unexpectedly and is being restarted");
      // It may end again before it is ready.
      current = start().catch(start).catch(start).then(keep);
      current.catch(end);
    });
    return mock;
  }

  return {
    ended,

    async ask({ body, ...head }) {
      for (let attempts = 1; ; attempts++) {
        const mock = await current;
        let hangs = false;
        // Later attempts need a new connection: when a mock ends, all idle ones break at once.
        const outgoing = request(mock.url, { ...head, agent: attempts === 1 && agent });
        outgoing.setTimeout(longestSilence, () => {
          hangs = true;
          outgoing.destroy(new Error(`it was silent for ${longestSilence / 1000} s`));
        });
        try {
          return await answerTo(outgoing, body);
        } catch (error) {
          if (hangs) void mock.stop();
          if (isStopped || hangs) throw error;
          // Its port is closed, or is closing.
          const { code, syscall } = error as NodeJS.ErrnoException;
          const isGone = code === "ECONNREFUSED" || (code === "ECONNRESET" && syscall === "connect");
          if (isGone) await mock.ended;
          else if (attempts === MOST_ATTEMPTS) throw error;
        }
      }
    },

    async stop() {
      isStopped = true;
      agent.destroy();
      const mock = await current.catch(() => undefined);
      await mock?.stop();
      end();
    },
  };
}

async function answerTo(outgoing: ClientRequest, body: Buffer): Promise<MockResponse> {
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.on("response", resolve).on("error", reject).end(body);
  });
  const headers = Object.entries(incoming.headers).filter(([name]) => !HOP_BY_HOP.includes(name));
  return {
    status: incoming.statusCode as number,
    headers: Object.fromEntries(headers),
    body: (await readAll(incoming)) as Buffer,
  };
}
