import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { type Listener, listen } from "../helpers/listen.js";

/** Serves a provider on a free port of 127.0.0.1. */
export function serve(provider: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): Promise<Listener> {
  return listen(
    createServer(async (incoming, outgoing) => {
      const body = await text(incoming);
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`]));
      const { method = "", url: path = "" } = incoming;
      const response = await provider({ method, path, headers, ...(body !== "" && { body }) });
      outgoing.writeHead(response.status, response.headers).end(response.body);
    }),
  );
}
