import { LinqInputError } from "../errors.js";
import { type WebhookKey, webhookKey } from "./webhook-key.js";

export interface SignOptions {
  /** The subscription's secret, with or without its `whsec_`. */
  secret: string;
  /** The `webhook-id`. @default `evt_` followed by the event's `event_id` */
  id?: string | undefined;
  /** When the delivery was sent. @default now */
  at?: Date | undefined;
}

export interface SignedWebhook {
  headers: {
    "content-type": string;
    "webhook-id": string;
    "webhook-timestamp": string;
    "webhook-signature": string;
  };
  body: string;
}

/**
 * Signs an event as Linq does, for tests of your receiver: `fetch(url, { method: "POST", ...signWebhook(event, { secret }) })`.
 *
 * @throws LinqWebhookError `malformed-secret`
 * @throws LinqInputError if `at` is not a valid date.
 */
export function signWebhook<Event extends { event_id: string }>(event: Event, options: SignOptions): SignedWebhook {
  const { secret, id = `evt_${event.event_id}`, at = new Date() } = options;
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new LinqInputError("at must be a valid Date");
  const body = JSON.stringify(event);
  return { headers: signedHeaders({ id, at, body }, webhookKey(secret)), body };
}

/** The headers of a delivery, signed with this key. */
export function signedHeaders(
  { id, at, body }: { id: string; at: Date; body: string },
  key: WebhookKey,
): SignedWebhook["headers"] {
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${Math.floor(at.getTime() / 1000)}`,
    "webhook-signature": key.sign(id, at, body),
  };
}
