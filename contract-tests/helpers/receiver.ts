import { createServer, type IncomingHttpHeaders } from "node:http";
import { text } from "node:stream/consumers";
import { listen } from "./listen.js";

/** Signs the tests' webhooks. */
export const secret = "whsec_b25seS1mb3ItdGhlLXRlc3RzLW9mLXRoaXMtcGFja2FnZQ==";

export interface ReceivedWebhook {
  body: string;
  headers: IncomingHttpHeaders;
}

export interface Receiver {
  readonly url: string;
  /** Every webhook received, oldest first. */
  readonly received: ReceivedWebhook[];
  stop(): Promise<void>;
}

/** Receives webhooks. @param respond the status of each response @param port 0 picks a free one */
export async function startReceiver(
  respond: (webhook: ReceivedWebhook) => number | Promise<number> = () => 204,
  port = 0,
): Promise<Receiver> {
  const received: ReceivedWebhook[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request).catch(() => undefined);
    // The sender hung up.
    if (body === undefined) return;
    const webhook = { body, headers: request.headers };
    received.push(webhook);
    response.writeHead(await respond(webhook)).end();
  });
  const { url, stop } = await listen(server, port);
  return { url: `${url}/webhooks`, received, stop };
}
