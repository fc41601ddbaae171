import { isOwnLeave, LinqWebhookError, unwrapWebhook, type WebhookEvent } from "linq-openapi/webhooks";
import { Webhook } from "standardwebhooks";

const secret = "whsec_b25seS1mb3ItdGhlLXRlc3Qtb2YtdGhlLXBhY2thZ2U=";
const body = JSON.stringify({ event_type: "chat.created", event_id: "00000202-0000-4000-8000-000000000001" });
const now = new Date();
const headers = {
  "webhook-id": "evt_1",
  "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
  "webhook-signature": new Webhook(secret).sign("evt_1", now, body),
};

const event: WebhookEvent = unwrapWebhook(body, headers, { secret });
if (isOwnLeave(event)) throw new Error(`Nobody left ${event.data.chat_id}.`);

try {
  unwrapWebhook(`${body} `, headers, { secret });
  throw new Error("A changed body was believed.");
} catch (error) {
  if (!(error instanceof LinqWebhookError)) throw error;
}
