import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** What the tests' webhooks are signed with. */
export const secret = "whsec_b25seS1mb3ItdGhlLXRlc3RzLW9mLXRoaXMtcGFja2FnZQ==";

export interface ReceivedWebhook {
  body: string;
  headers: IncomingHttpHeaders;
}

export interface Receiver {
  readonly url: string;
  /** All that came, oldest first. */
  readonly received: ReceivedWebhook[];
  close(): void;
}

/** A receiver of webhooks. @param answer the status for each, by what came @param port 0 takes a free one */
export async function startReceiver(
  answer: (webhook: ReceivedWebhook) => number | Promise<number> = () => 204,
  port = 0,
): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const webhook = { body: await text(request), headers: request.headers };
    received.push(webhook);
    response.writeHead(await answer(webhook)).end();
  });
  await once(server.listen(port, "127.0.0.1"), "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`,
    received,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
