import { createServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { isDomain, isLoopback, reachable } from "../hostname.js";
import { listenProblem, type Place } from "../listen-problem.js";
import { newTraceId } from "../testing/exchange-values.js";
import type { Reply } from "../testing/simulated-service.js";
import { problem } from "../testing/undocumented-problem.js";
import { readAll } from "./read-all.js";

/** More than any request in the contract needs. */
const LONGEST_BODY = 1_048_576;
/** How long a client may keep sending an unreadable request, in milliseconds. */
const LINGER = 5_000;

/** A request that has been read. */
export interface Incoming {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  /** The trace id of its response. */
  readonly traceId: string;
  /** Aborted when the caller disconnects. */
  signal(): AbortSignal;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves over HTTP. Every response gets its own trace id.
 *
 * @throws Error if the port is taken or not available to this user, or if the host is not an address of this machine.
 */
export async function serve(
  { port, host }: Place,
  answer: (incoming: Incoming) => Promise<Reply>,
): Promise<RunningServer> {
  const server = createServer();
  const turns = new WeakMap<Socket, Promise<void>>();
  server.on("request", handle).on("checkExpectation", handle).on("clientError", refuse);
  await new Promise<void>((resolve, reject) => {
    server.once("listening", resolve).once("error", reject).listen(port, host);
  }).catch((error: Error) => {
    throw new Error(listenProblem({ port, host }, `${error}`) ?? error.message);
  });

  /** One at a time on each connection, so that pipelined requests take effect in order. */
  function handle(request: IncomingMessage, response: ServerResponse): void {
    const turn = (turns.get(request.socket) ?? Promise.resolve()).then(() => take(request, response));
    turns.set(request.socket, turn);
  }

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const traceId = newTraceId();
    send(await respond(request, response, traceId), traceId, response);
  }

  async function respond(request: IncomingMessage, response: ServerResponse, traceId: string): Promise<Reply> {
    const named = request.headers.host ?? "";
    if (isLoopback(host) && isDomain(named)) return notHere(named);
    try {
      const body = await readAll(request, LONGEST_BODY);
      if (!body) return problem({ status: 413, detail: `A body may have at most ${LONGEST_BODY} bytes.` });
      return await answer({ request, body, traceId, signal: () => goneSignal(response) });
    } catch (error) {
      return problem({
        status: 502,
        detail: `The mock behind the sandbox did not respond: ${(error as Error).message}.`,
      });
    }
  }

  return {
    url: reachable(host, (server.address() as AddressInfo).port),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** An unauthorized web page may have reached this machine under the name `named`. */
function notHere(named: string): Reply {
  return problem({
    status: 421,
    detail: `The sandbox is not ${named}: use localhost or 127.0.0.1, or make it listen on another host.`,
  });
}

function send({ status, headers, body, breaks }: Reply, traceId: string, response: ServerResponse): void {
  if (breaks === "before the headers") {
    response.socket?.resetAndDestroy();
    return;
  }
  const content = Buffer.from(body);
  const length = content.length > 0 && { "content-length": content.length };
  response.writeHead(status, { ...headers, ...length, "x-trace-id": traceId });
  if (breaks) response.write(content.subarray(0, content.length / 2), () => response.destroy());
  else response.end(content);
}

function goneSignal(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  response.once("close", () => controller.abort(new Error("the caller has disconnected")));
  return controller.signal;
}

/** Answers an unreadable request as Node would, but with a trace id. Called again for each further chunk from the client. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  // Closing while the client is still sending resets the connection, and the response may be lost.
  if (socket.writableEnded) return;
  if (!socket.writable || socket.bytesWritten > 0) {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? 431 : 400;
  const { headers, body } = problem({
    status,
    detail: "The request cannot be read.",
    headers: { connection: "close" },
  });
  const lines = Object.entries({ ...headers, "content-length": body.length, "x-trace-id": newTraceId() });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`,
  );
  setTimeout(() => socket.destroy(), LINGER).unref();
}
