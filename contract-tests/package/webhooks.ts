import { createServer } from "node:http";
import {
  createFetchReceiver,
  createNodeReceiver,
  createWebhookInbox,
  isOwnLeave,
  LinqWebhookError,
  signWebhook,
  unwrapWebhook,
  type WebhookEvent,
} from "linq-openapi/webhooks";

const secret = "whsec_b25seS1mb3ItdGhlLXRlc3Qtb2YtdGhlLXBhY2thZ2U=";
const signed = signWebhook({ event_type: "example.event", event_id: "1" }, { secret });

const event: WebhookEvent = unwrapWebhook(signed.body, signed.headers, { secret });
if (isOwnLeave(event)) throw new Error(`Nobody left ${event.data.chat_id}.`);

try {
  unwrapWebhook(`${signed.body} `, signed.headers, { secret });
  throw new Error("A changed body was accepted.");
} catch (error) {
  if (!(error instanceof LinqWebhookError)) throw error;
}

const seen: string[] = [];
const inbox = createWebhookInbox();
const options = { secret, inbox, onEvent: ({ event_id }: WebhookEvent) => seen.push(event_id) };
createServer(createNodeReceiver(options)).close();
const receive = createFetchReceiver(options);
for (let delivery = 0; delivery < 2; delivery++) {
  const { status } = await receive(new Request("http://localhost", { method: "POST", ...signed }));
  if (status !== 204) throw new Error(`The receiver responded with ${status}.`);
}
if (seen.join() !== "1") throw new Error(`The work was done for ${seen}.`);
