import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";

/** Serves a provider on a free port of 127.0.0.1. */
export async function serve(
  provider: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", async () => {
      const headers = Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, `${value}`]));
      const body = Buffer.concat(chunks).toString();
      const request = {
        method: incoming.method ?? "",
        path: incoming.url ?? "",
        headers,
        ...(body !== "" && { body }),
      };
      const response = await provider(request);
      outgoing.writeHead(response.status, response.headers).end(response.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
