import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { LIMIT } from "../helpers/limit.js";

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

  return ({ method, path, headers, body }) =>
    new Promise((resolve, reject) => {
      const signal = AbortSignal.timeout(timeLimit);
      const fail = (error: Error) => reject(new NoResponseError(reason(base, error, timeLimit), { cause: error }));
      const length = body === undefined ? {} : { "content-length": `${Buffer.byteLength(body)}` };
      const outgoing = send(
        {
          host: hostname(base),
          port: base.port,
          method,
          path: prefix + path,
          headers: { ...headers, ...length },
          signal,
          agent: false,
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          let size = 0;
          incoming.on("data", (chunk: Buffer) => {
            chunks.push(chunk);
            size += chunk.length;
            if (size > LARGEST_BODY) outgoing.destroy(new Error(`the body is larger than ${LARGEST_BODY} bytes`));
          });
          incoming.on("error", fail);
          incoming.on("end", () =>
            resolve({
              status: incoming.statusCode ?? 0,
              headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`])),
              body: Buffer.concat(chunks).toString(),
            }),
          );
        },
      );
      outgoing.on("error", fail);
      outgoing.end(body);
    });
}

function hostname(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, "");
}

function reason(base: URL, error: Error & { code?: string }, timeLimit: number): string {
  const { code = "", message } = error;
  if (error.name === "TimeoutError" || code === "ABORT_ERR") {
    return `${base.origin} sent no complete response within ${timeLimit / 1000} seconds.`;
  }
  if (code === "ECONNREFUSED") return `Nothing listens at ${base.origin}: the connection was refused.`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `The host name ${base.hostname} does not resolve.`;
  if (base.protocol === "https:" && /TLS|SSL|CERT|EPROTO|VERIFY/.test(code)) {
    return `${base.origin} does not speak TLS correctly: ${message.trim()}`;
  }
  return `The connection to ${base.origin} failed: ${message}`;
}
