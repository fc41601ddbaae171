import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { LIMIT } from "../helpers/time-limit.js";

export interface HttpRequest {
  method: string;
  /** With the query, as sent, relative to the base URL. */
  path: string;
  /** Names in lower case. */
  headers: Record<string, string>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string;
}

/** Sends one request and returns the response, whatever it is. Does not follow redirects. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

/** No complete response arrived. The message says why. */
export class NoResponseError extends Error {
  override name = "NoResponseError";
}

const LARGEST_BODY = 1024 * 1024;

/** Sends over HTTP, each request on its own connection. */
export function sendOverHttp(baseUrl: string, { timeLimit = LIMIT } = {}): Send {
  const base = new URL(baseUrl);
  const send = base.protocol === "https:" ? httpsRequest : httpRequest;
  const prefix = base.pathname.replace(/\/$/, "");

  return async ({ method, path, headers, body }) => {
    const signal = AbortSignal.timeout(timeLimit);
    const length = body === undefined ? {} : { "content-length": `${Buffer.byteLength(body)}` };
    const options = { method, path: prefix + path, headers: { ...headers, ...length }, signal, agent: false };
    try {
      const outgoing = send(base, options).end(body);
      // Without a listener for this event, Node drops the connection and reports nothing.
      outgoing.once("upgrade", (_, socket) => {
        socket.destroy();
        outgoing.emit("error", new Error("it was switched to another protocol"));
      });
      const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
      // From now on, an error of the request also ends the response, which reports it.
      outgoing.on("error", () => {});
      return { status: incoming.statusCode ?? 0, headers: headersOf(incoming), body: await bodyOf(incoming) };
    } catch (error) {
      const cause = signal.aborted ? signal.reason : error;
      throw new NoResponseError(reason(base, cause, timeLimit), { cause });
    }
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > LARGEST_BODY) throw new Error(`the body is larger than ${LARGEST_BODY} bytes`);
  }
  return Buffer.concat(chunks).toString();
}

/** The headers of one of Node's messages, as strings. */
export function headersOf({ headers }: Pick<IncomingMessage, "headers">): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `${value}`]));
}

function reason(base: URL, error: Error & { code?: string }, timeLimit: number): string {
  const { code = "", message } = error;
  if (error.name === "TimeoutError") {
    return `${base.origin} sent no complete response within ${timeLimit / 1000} seconds.`;
  }
  if (code === "ECONNREFUSED") return `Nothing is listening at ${base.origin}: the connection was refused.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `The host name ${base.hostname} does not resolve.`;
  if (base.protocol === "https:" && /TLS|SSL|CERT|EPROTO|VERIFY/.test(code)) {
    return `${base.origin} does not speak TLS correctly: ${message.trim()}`;
  }
  return `The connection to ${base.origin} failed: ${message}`;
}
