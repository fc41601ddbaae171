import { randomUUID } from "node:crypto";
import { events } from "../../generated/outcomes.js";
import type { Fault } from "../testing/answer-faults.js";
import { LEAVE } from "../testing/leave-names.js";
import type { OwnLeave, ParticipantRemovedEvent } from "../webhooks/events.js";

/** Any event, as sent. */
export type SentEvent = ParticipantRemovedEvent | { event_type: string; event_id: string; [member: string]: unknown };

export interface Webhook {
  readonly event: SentEvent;
  /** How old the first attempt's timestamp is when it is sent, in milliseconds. */
  readonly age?: number;
  /** Whether it is signed with a secret other than the receiver's. */
  readonly isForged?: boolean;
}

/** More than the 5 minutes that Standard Webhooks allows. */
const TOO_OLD = 10 * 60_000;
const A_MINUTE = 60_000;

/** What goes wrong with the webhook of a leave. The genuine event is always among those sent. */
export const webhookFaults = {
  webhookDuplicate: {
    chatId: "fa170000-1001-4000-8000-000000000000",
    meaning: "The webhook is delivered twice.",
    of: (event) => [{ event }, { event }],
  },
  webhookLate: {
    chatId: "fa170000-1002-4000-8000-000000000000",
    meaning: "The webhook arrives 10 minutes after it was signed; the redelivery has a new signature.",
    of: (event) => [{ event, age: TOO_OLD }],
  },
  webhookForged: {
    chatId: "fa170000-1003-4000-8000-000000000000",
    meaning: "A webhook with a wrong signature comes first.",
    of: (event) => [{ event: { ...event, event_id: randomUUID() }, isForged: true }, { event }],
  },
  webhookOutOfOrder: {
    chatId: "fa170000-1004-4000-8000-000000000000",
    meaning: "The webhook is followed by one about an earlier event, somebody else's removal.",
    of: (event) => [{ event }, { event: somebodyElse(event, A_MINUTE) }],
  },
  webhookOfSomebodyElse: {
    chatId: "fa170000-1005-4000-8000-000000000000",
    meaning: "A webhook about somebody else's removal from the same chat comes first.",
    of: (event) => [{ event: somebodyElse(event, 0) }, { event }],
  },
  webhookOfUnknownType: {
    chatId: "fa170000-1006-4000-8000-000000000000",
    meaning: "A webhook of a type that the contract does not describe comes first.",
    of: (event) => [
      { event: { ...event, event_id: randomUUID(), event_type: `${event.event_type}.unknown` } },
      { event },
    ],
  },
} as const satisfies Record<string, Fault & { of(event: OwnLeave): Webhook[] }>;

export type WebhookFaultName = keyof typeof webhookFaults;

/** The webhooks that follow a leave. */
export function webhooksOf(chatId: string, fault: string | undefined): Webhook[] {
  const event = removal(chatId);
  return isWebhookFault(fault) ? webhookFaults[fault].of(event) : [{ event }];
}

export function isWebhookFault(name: string | undefined): name is WebhookFaultName {
  return name !== undefined && Object.hasOwn(webhookFaults, name);
}

/** The contract's first example, with this chat, its own id and the current time. */
function removal(chatId: string): OwnLeave {
  const now = new Date().toISOString();
  const example = Object.values(events[LEAVE.event]?.examples ?? {})[0] as OwnLeave;
  const { data } = example;
  return {
    ...example,
    event_id: randomUUID(),
    created_at: now,
    data: { ...data, chat_id: chatId, participant: { ...data.participant, left_at: now }, removed_at: now },
  };
}

/** @param before how many milliseconds before the event */
function somebodyElse(event: OwnLeave, before: number): ParticipantRemovedEvent {
  const at = new Date(Date.parse(event.created_at) - before).toISOString();
  const handle = "+12025550199";
  const participant = {
    ...event.data.participant,
    id: randomUUID(),
    handle,
    is_me: false,
    left_at: at,
    status: "removed",
  };
  return {
    ...event,
    event_id: randomUUID(),
    created_at: at,
    data: { ...event.data, handle, participant, removed_at: at },
  };
}
