/** The walkthrough of a leave: a real client, a real receiver of webhooks, and the sandbox in Linq's place. */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { startSandbox } from "linq-openapi/sandbox";
import { createWebhookInbox, unwrapWebhook, type WebhookInbox } from "linq-openapi/webhooks";

const SECRET = "whsec_b25seS1mb3ItdGhlLXdhbGt0aHJvdWdo";
/** Well above the time after which the sandbox delivers again. */
const LIMIT = 60_000;

type Log = (line: string) => void;

/** Logs a line for each step. Throws if anything else happens. */
export async function walkThrough(log: Log): Promise<void> {
  const inbox = createWebhookInbox();
  const receiver = await startReceiver(inbox, log);
  try {
    const webhook = { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, secret: SECRET };
    const sandbox = await startSandbox({ port: 0, delay: 100, redeliverAfter: [500], webhook });
    await leaveTwice(sandbox.url, inbox, receiver, log).finally(sandbox.stop);
  } finally {
    receiver.close();
  }
}

async function leaveTwice(baseUrl: string, inbox: WebhookInbox, receiver: Server, log: Log): Promise<void> {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl });
  const chatId = randomUUID();
  const duplicate = new Promise((resolve) => receiver.once("duplicate", resolve));

  const { status, message } = await linq.leaveChat(chatId);
  log(`You leave a chat. The answer is only an acceptance: ${status}, "${message}".`);

  const { data } = await inbox.confirmLeave(chatId, { timeout: LIMIT });
  log(`So confirmLeave resolves: you are out since ${data.removed_at}.`);

  const refusal = await linq.leaveChat(chatId).catch((error: unknown) => error);
  if (!(refusal instanceof LinqApiError)) throw new Error("The second leave was not refused.", { cause: refusal });
  log(`You leave once more, and get a ${refusal.name}: ${refusal.message}.`);

  const tooLate = setTimeout(LIMIT, undefined, { ref: false }).then(() => {
    throw new Error("The webhook was not delivered again.");
  });
  await Promise.race([duplicate, tooLate]);
}

/** Answers 500 the first time, as if it had failed once it had the event, so that the event comes again. */
async function startReceiver(inbox: WebhookInbox, log: Log): Promise<Server> {
  const receiver = createServer(async (request, response) => {
    const event = unwrapWebhook(await text(request), request.headers, { secret: SECRET });
    const isNew = await inbox.handle(event, () => {});
    log(
      isNew
        ? `A webhook comes, its signature is right: ${event.event_type}. You answer 500, as if you had broken down.`
        : "So the webhook comes again. The inbox knows the event's id: a duplicate, dropped.",
    );
    response.writeHead(isNew ? 500 : 204).end();
    if (!isNew) receiver.emit("duplicate");
  });
  await once(receiver.listen(0, "127.0.0.1"), "listening");
  return receiver;
}
