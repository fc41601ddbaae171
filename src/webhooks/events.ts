import type { webhooks } from "../../generated/schema.js";
import { webhookEvents } from "../../generated/webhook-events.js";
import { type Schema, violation } from "../validate.js";
import { LinqWebhookError } from "./error.js";

type Body<Webhook extends keyof webhooks> = webhooks[Webhook]["post"]["requestBody"]["content"]["application/json"];

/** A participant left a group chat or was removed from it. */
export type ParticipantRemovedEvent = Body<"participant.removed">;

/** An authentic event of a type that the contract does not describe. Only the members below are guaranteed. */
export interface UnknownWebhookEvent {
  /** Always `"unknown"`, so that `event_type` tells the events apart; the original type is in `body.event_type`. */
  event_type: "unknown";
  /** The same for every delivery of one event; use it to drop duplicates. */
  event_id: string;
  /** The event as received. */
  body: { event_type: string; event_id: string; [member: string]: unknown };
}

/** A verified event. Tell the kinds apart by `event_type`. */
export type WebhookEvent = { [Name in keyof webhooks]: Body<Name> }[keyof webhooks] | UnknownWebhookEvent;

/** Your own departure from a group chat. */
export type OwnLeave = ParticipantRemovedEvent & { data: { participant: { is_me: true } } };

/** What every event must have so that a receiver can recognize it and drop its duplicates. */
const anyEvent: Schema = {
  type: "object",
  required: ["event_type", "event_id"],
  properties: { event_type: { type: "string" }, event_id: { type: "string" } },
};

/**
 * Reads an authentic body as an event of the contract.
 *
 * @throws LinqWebhookError `not-json` or `breaks-contract`. The message names the place, never the value: events are about people.
 */
export function readEvent(body: string): WebhookEvent {
  const event = parse(body) as UnknownWebhookEvent["body"];
  demand(anyEvent, event);
  const { event_type, event_id } = event;
  if (!isDescribed(event_type)) return { event_type: "unknown", event_id, body: event };
  demand(webhookEvents[event_type], event);
  return event as unknown as ParticipantRemovedEvent;
}

/** Whether the event says that you have left a group chat or were removed from it; with `chatId`, from this chat. */
export function isOwnLeave(event: WebhookEvent, chatId?: string): event is OwnLeave {
  if (event.event_type !== "participant.removed" || event.data.participant?.is_me !== true) return false;
  return chatId === undefined || event.data.chat_id?.toLowerCase() === chatId.toLowerCase();
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new LinqWebhookError("not-json", "The delivery is authentic, but its body is not JSON.");
  }
}

function isDescribed(eventType: string): eventType is keyof typeof webhookEvents {
  return Object.hasOwn(webhookEvents, eventType);
}

function demand(schema: Schema, event: unknown): void {
  const found = violation(schema, event);
  if (!found) return;
  throw new LinqWebhookError("breaks-contract", `The delivery is authentic, but breaks the contract: ${found}.`);
}
