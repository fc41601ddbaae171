/** The walkthrough of a leave: a real client, a real receiver of webhooks, and the sandbox in Linq's place. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { startSandbox } from "linq-openapi/sandbox";
import { createNodeReceiver, createWebhookInbox, type WebhookInbox } from "linq-openapi/webhooks";

const SECRET = "whsec_b25seS1mb3ItdGhlLXdhbGt0aHJvdWdo";
/** Well above the time that the sandbox takes to redeliver. */
const LIMIT = 60_000;

type Log = (line: string) => void;

/** Logs a line for each step, short enough for a terminal. Throws if anything else happens. */
export async function walkThrough(log: Log): Promise<void> {
  const inbox = createWebhookInbox();
  const receiver = await startReceiver(inbox, log);
  try {
    const webhook = { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, secret: SECRET };
    const sandbox = await startSandbox({ port: 0, delay: 100, redeliverAfter: [500], webhook });
    await leaveTwice(sandbox.url, inbox, log).finally(sandbox.stop);
  } finally {
    receiver.close();
  }
}

async function leaveTwice(baseUrl: string, inbox: WebhookInbox, log: Log): Promise<void> {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl });
  const chatId = randomUUID();

  const { message } = await linq.leaveChat(chatId);
  log(`You leave a chat. Linq accepts that and responds: "${message}".`);

  const { data } = await inbox.confirmLeave(chatId, { timeout: LIMIT });
  log(`Your work is done, so confirmLeave resolves: you left at ${data.removed_at?.slice(11, 19)} UTC.`);

  const refusal = await linq.leaveChat(chatId).catch((error: unknown) => error);
  if (!(refusal instanceof LinqApiError)) throw new Error("The second leave was not refused.", { cause: refusal });
  const { name, status, code, body } = refusal;
  log(`You leave again. Linq responds with ${status} / ${code}: "${body.error.message}".`);
  log(`That is permanent, so the client does not retry. It throws a ${name}.`);
}

/** Its work fails the first time, so that the event is delivered again. */
async function startReceiver(inbox: WebhookInbox, log: Log): Promise<Server> {
  let isDatabaseUp = false;
  const receive = createNodeReceiver({
    secret: SECRET,
    inbox,
    onEvent({ event_type }) {
      if (isDatabaseUp) return log("So Linq redelivers the event, and this time your work succeeds.");
      log(`You are out, and Linq calls your webhook: ${event_type}, signature valid.`);
      isDatabaseUp = true;
      throw new Error("your database is down");
    },
    onError: (error) => log(`But your work on the event fails: ${(error as Error).message}. You respond with 500.`),
  });
  const receiver = createServer(receive).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  return receiver;
}
