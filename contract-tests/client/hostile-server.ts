import { STATUS_CODES } from "node:http";
import { createServer, type Socket } from "node:net";
import { listen } from "../helpers/listen.js";

/** Writes anything to the socket, once the head of a request has arrived. */
export type WriteResponse = (socket: Socket, status: number) => void;

export interface HostileServer {
  /** The base URL at which every request gets this response. */
  url(name: string, status: number): string;
  /** How many requests for a response and status have arrived. */
  requests(name: string, status: number): number;
  stop(): Promise<void>;
}

/** Writes HTTP by hand to raw sockets, so that no library corrects what it sends. The path of a request names the response. */
export async function startHostileServer(responses: Record<string, WriteResponse>): Promise<HostileServer> {
  const counts = new Map<string, number>();
  const server = createServer((socket) => {
    // The client may hang up at any time.
    socket.on("error", () => {});
    socket.once("data", (head) => {
      const [, name = "", status = ""] = /^POST \/([^/]+)\/(\d+)\//.exec(head.toString("latin1")) ?? [];
      const key = `${name}/${status}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
      responses[decodeURIComponent(name)]?.(socket, Number(status));
    });
  });
  const { url, stop } = await listen(server);
  return {
    url: (name, status) => `${url}/${encodeURIComponent(name)}/${status}`,
    requests: (name, status) => counts.get(`${encodeURIComponent(name)}/${status}`) ?? 0,
    stop,
  };
}

export interface Message {
  headers?: Record<string, string>;
  body?: string | Uint8Array;
}

/** A whole HTTP message with its true length, unless its headers say otherwise; the connection is closed after it. */
export function message(status: number, { headers = {}, body = "" }: Message): Buffer {
  const bytes = Buffer.from(body);
  const fields = {
    "content-type": "application/json",
    "content-length": `${bytes.length}`,
    connection: "close",
    ...headers,
  };
  return Buffer.concat([Buffer.from(head(status, fields)), bytes]);
}

export function head(status: number, headers: Record<string, string>): string {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Unknown"}\r\n${fields.join("")}\r\n`;
}
