/**
 * The whole life of a leave, with a real client, a real receiver of webhooks, and the sandbox in Linq's place. All in one:
 *
 *     npm run story
 *
 * or with the sandbox in a terminal of its own:
 *
 *     npm run sandbox -- --webhook-url http://127.0.0.1:4012 --webhook-secret whsec_b25seS1mb3ItdGhlLXN0b3J5LW9mLWEtbGVhdmU=
 *     npm run story -- --sandbox http://127.0.0.1:4011
 */
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { setTimeout } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { startSandbox } from "linq-openapi/sandbox";
import { createWebhookInbox, unwrapWebhook, type WebhookInbox } from "linq-openapi/webhooks";

const SECRET = "whsec_b25seS1mb3ItdGhlLXN0b3J5LW9mLWEtbGVhdmU=";
/** Well above the 5 seconds after which the sandbox delivers again. */
const LIMIT = 30_000;

interface Stage {
  /** The receiver's port. @default a free one */
  port?: number;
  /** A sandbox that delivers to that port. @default one that ends with the story */
  sandboxUrl?: string | undefined;
  /** What the sandbox signs its webhooks with. @default the secret above */
  secret?: string;
}
type Tell = (line: string) => void;

/** Tells the story, a line for each step. Throws if anything happens that is not part of it. */
export async function tellStory(tell: Tell, { port = 0, sandboxUrl, secret = SECRET }: Stage = {}): Promise<void> {
  const inbox = createWebhookInbox();
  const receiver = await startReceiver(inbox, port, secret, tell);
  try {
    if (sandboxUrl) return await leaveTwice(sandboxUrl, inbox, receiver, tell);

    const webhook = { url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`, secret };
    const sandbox = await startSandbox({ port: 0, delay: 100, redeliverAfter: [500], webhook });
    await leaveTwice(sandbox.url, inbox, receiver, tell).finally(sandbox.stop);
  } finally {
    receiver.close();
  }
}

async function leaveTwice(baseUrl: string, inbox: WebhookInbox, receiver: Server, tell: Tell): Promise<void> {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl });
  const chatId = randomUUID();
  const duplicate = new Promise((resolve) => receiver.once("duplicate", resolve));

  const { status, message } = await linq.leaveChat(chatId);
  tell(`You leave a chat. The answer is only an acceptance: ${status}, "${message}".`);

  const { data } = await inbox.confirmLeave(chatId, { timeout: LIMIT });
  tell(`So confirmLeave resolves: you are out since ${data.removed_at}.`);

  const refusal = await linq.leaveChat(chatId).catch((error: unknown) => error);
  if (!(refusal instanceof LinqApiError)) throw new Error("The second leave was not refused.", { cause: refusal });
  tell(`You leave once more, and get a ${refusal.name}: ${refusal.message}.`);

  const tooLate = setTimeout(LIMIT, undefined, { ref: false }).then(() => {
    throw new Error("The webhook was not delivered again.");
  });
  await Promise.race([duplicate, tooLate]);
}

/** Answers 500 the first time, as if it had failed once it had the event, so that the event comes again. */
async function startReceiver(inbox: WebhookInbox, port: number, secret: string, tell: Tell): Promise<Server> {
  const receiver = createServer(async (request, response) => {
    const event = unwrapWebhook(await text(request), request.headers, { secret });
    const isNew = await inbox.handle(event, () => {});
    tell(
      isNew
        ? `A webhook comes, its signature is right: ${event.event_type}. You answer 500, as if you had broken down.`
        : "So the webhook comes again. The inbox knows the event's id: a duplicate, dropped.",
    );
    response.writeHead(isNew ? 500 : 204).end();
    if (!isNew) receiver.emit("duplicate");
  });
  await once(receiver.listen(port, "127.0.0.1"), "listening");
  return receiver;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const { values } = parseArgs({ options: { sandbox: { type: "string" }, port: { type: "string", default: "4012" } } });
  const stage = values.sandbox ? { sandboxUrl: values.sandbox, port: Number(values.port) } : {};
  await tellStory(console.log, stage);
}
