import { Agent, type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from "node:http";
import type { Mock } from "../mock.js";
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

/** Headers that are about one connection. */
const HOP_BY_HOP = ["connection", "keep-alive", "transfer-encoding", "date"];

/** A mock that is started again when it has ended by itself. */
export interface KeptMock {
  /** @throws Error if the mock ended, or broke off, while it worked on this. */
  ask(question: Question): Promise<Answer>;
  /** Settles when the mock was stopped, or could not be started again. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/**
 * @param onLog receives a line when the mock is started again
 * @throws what `start` throws the first time
 */
export async function keepMock(start: () => Promise<Mock>, onLog: (line: string) => void): Promise<KeptMock> {
  const agent = new Agent({ keepAlive: true });
  let isStopped = false;
  let end!: () => void;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let current = start().then(keep);
  await current;

  function keep(mock: Mock): Mock {
    mock.ended.then(() => {
      if (isStopped) return;
      onLog("The mock has ended by itself and is started again");
      current = start().then(keep);
      current.catch(end);
    });
    return mock;
  }

  return {
    ended,

    async ask({ body, ...question }) {
      for (;;) {
        const mock = await current;
        const outgoing = request(mock.url, { ...question, agent });
        try {
          return await answerTo(outgoing, body);
        } catch (error) {
          // Then the mock has not read the question: it is gone already, or had closed a connection that was idle.
          const isGone = (error as NodeJS.ErrnoException).code === "ECONNREFUSED";
          if (isStopped || !(isGone || outgoing.reusedSocket)) throw error;
          if (isGone) await mock.ended;
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
