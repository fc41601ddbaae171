import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { portProblem } from "../port-problem.js";
import type { Answer } from "./kept-mock.js";
import { readAll } from "./read-all.js";

/** More than any request of the contract needs. */
const LONGEST_BODY = 1_048_576;

export type Answerer = (request: IncomingMessage, body: Buffer) => Promise<Answer>;

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** An answer of the sandbox's own: a problem document, as Prism's own are, so that nobody takes it for the API's. */
export function problem(status: number, detail: string, headers: Record<string, string> = {}): Answer {
  const body = JSON.stringify({ type: "about:blank", title: STATUS_CODES[status], status, detail });
  return { status, headers: { "content-type": "application/problem+json", ...headers }, body: Buffer.from(body) };
}

/**
 * Serves on 127.0.0.1. Every answer gets a trace id of its own.
 *
 * @throws Error if the port is taken, or not this user's to take.
 */
export async function serve(port: number, answer: Answerer): Promise<RunningServer> {
  const server = createServer();
  server.on("request", handle).on("checkExpectation", handle).on("clientError", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve).once("error", reject).listen(port, "127.0.0.1");
  }).catch((error: Error) => {
    throw new Error(portProblem(port, `${error}`) ?? error.message);
  });

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const { status, headers, body } = await respond(incoming);
    outgoing.writeHead(status, { ...headers, "x-trace-id": traceId() }).end(body);
  }

  async function respond(incoming: IncomingMessage): Promise<Answer> {
    try {
      const body = await readAll(incoming, LONGEST_BODY);
      if (!body) return problem(413, `A body may have ${LONGEST_BODY} bytes.`, { connection: "close" });
      return await answer(incoming, body);
    } catch (error) {
      return problem(502, `The mock behind the sandbox did not answer: ${(error as Error).message}.`);
    }
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A W3C trace id: 32 hexadecimal digits. */
function traceId(): string {
  return randomUUID().replaceAll("-", "");
}

/** Answers what Node cannot read as HTTP; as Node would, and with a trace id. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const { headers, body } = problem(status, "The request cannot be read.", { connection: "close" });
  const lines = Object.entries({ ...headers, "content-length": body.length, "x-trace-id": traceId() });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
}
