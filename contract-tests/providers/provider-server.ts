import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { type HttpRequest, type HttpResponse, headersOf } from "../engine/exchange.js";
import { type Listener, listen } from "../helpers/listen.js";

/** Serves a provider on a free port on 127.0.0.1. */
export function serve(provider: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>): Promise<Listener> {
  return listen(
    createServer(async (incoming, outgoing) => {
      const body = await text(incoming);
      const { method = "", url: path = "" } = incoming;
      const response = await provider({ method, path, headers: headersOf(incoming), ...(body !== "" && { body }) });
      outgoing.writeHead(response.status, response.headers).end(response.body);
    }),
  );
}
