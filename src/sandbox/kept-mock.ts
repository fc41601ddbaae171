import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { Prism } from "../prism.js";
import { readAll } from "./read-all.js";

export interface Question {
  method: string | undefined;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/**
 * A mock may end, or close a connection, at any time, and to ask it twice does no harm; but one question may be what ends it. Those that
 * find it gone do not count.
 */
const MOST_ATTEMPTS = 4;
/** How long the mock may be silent while it works on a question, in milliseconds. */
const LONGEST_SILENCE = 30_000;
/** Headers that are about one connection. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "date"];

/** A mock that is started again when it has ended by itself. */
export interface KeptMock {
  /** @throws Error if the mock ended, or broke off, each time that it worked on this; or if it hangs, and is then started again. */
  ask(question: Question): Promise<Answer>;
  /** Settles when the mock was stopped, or could not be started again. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param onLog receives a line when the mock is started again
 * @param longestSilence in milliseconds
 * @throws what `start` throws the first time
 */
export async function keepMock(
  start: () => Promise<Prism>,
  onLog: (line: string) => void,
  longestSilence = LONGEST_SILENCE,
): Promise<KeptMock> {
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
      onLog("The mock has ended by itself and is started again");
      // It may end again before it is ready.
      current = start().catch(start).catch(start).then(keep);
      current.catch(end);
    });
    return mock;
  }

  return {
    ended,

    async ask({ body, ...question }) {
      for (let attempts = 1; ; attempts++) {
        const mock = await current;
        let hangs = false;
        const outgoing = request(mock.url, { ...question, agent });
        outgoing.setTimeout(longestSilence, () => {
          hangs = true;
          outgoing.destroy(new Error(`it was silent for ${longestSilence / 1000} s`));
        });
        try {
          return await answerTo(outgoing, body);
        } catch (error) {
          if (hangs) void mock.stop();
          if (isStopped || hangs) throw error;
          const isGone = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
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

async function answerTo(outgoing: ClientRequest, body: Buffer): Promise<Answer> {
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
