import { expect, test } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import { type ParticipantRemovedEvent, readEvent } from "../webhooks/events.js";
import { isWebhookFault, webhookFaults, webhooksOf } from "./webhook-faults.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const example = spec.components.examples.participantRemoved.value;
const faults = Object.keys(webhookFaults);

/** The webhooks of a leave, each with what distinguishes it from the genuine one. */
function sent(fault?: string) {
  const webhooks = webhooksOf(chatId, fault) as { event: ParticipantRemovedEvent; age?: number; isForged?: boolean }[];
  return webhooks.map(({ event, ...rest }) => ({ type: event.event_type, isOwn: isOwn(event), ...rest }));
}

const isOwn = ({ data }: ParticipantRemovedEvent) => data.participant?.is_me;
const type = example.event_type;
const genuine = { type, isOwn: true };

test("a leave without a fault has one webhook: the contract's example with its chat, an id of its own and the current time", () => {
  const before = Date.now();
  const [{ event }, ...others] = webhooksOf(chatId, undefined) as [{ event: ParticipantRemovedEvent }];
  const { event_id, created_at: time } = event;
  expect(event).toEqual({
    ...example,
    event_id,
    created_at: time,
    data: {
      ...example.data,
      chat_id: chatId,
      removed_at: time,
      participant: { ...example.data.participant, left_at: time },
    },
  });
  expect(event_id).not.toBe(example.event_id);
  expect(Date.parse(time)).toBeGreaterThanOrEqual(before);
  expect(others).toEqual([]);
});

test.each([
  ["webhookDuplicate", [genuine, genuine]],
  ["webhookLate", [{ ...genuine, age: 600_000 }]],
  ["webhookForged", [{ ...genuine, isForged: true }, genuine]],
  ["webhookOutOfOrder", [genuine, { type, isOwn: false }]],
  ["webhookOfSomebodyElse", [{ type, isOwn: false }, genuine]],
  ["webhookOfUnknownType", [{ ...genuine, type: `${type}.unknown` }, genuine]],
])("a leave with the fault %s has its webhooks in this order", (fault, expected) => {
  expect(sent(fault)).toEqual(expected);
});

test.each(["connectionReset", "toString"])("%s is not a webhook fault", (name) => {
  expect(isWebhookFault(name)).toBe(false);
  expect(sent(name)).toEqual([genuine]);
});

test("a duplicate has the same event; every other webhook has an event of its own", () => {
  const ids = (fault: string) => new Set(webhooksOf(chatId, fault).map(({ event }) => event.event_id)).size;
  expect(ids("webhookDuplicate")).toBe(1);
  for (const fault of faults.slice(2)) expect([fault, ids(fault)]).toEqual([fault, 2]);
});

test.each(faults)("every webhook of the fault %s conforms to the contract", (fault) => {
  for (const { event } of webhooksOf(chatId, fault)) {
    expect(readEvent(JSON.stringify(event))).toMatchObject({ event_id: event.event_id });
  }
});

test.each([
  ["webhookOutOfOrder", 1, 60_000],
  ["webhookOfSomebodyElse", 0, 0],
])(
  "the removal of somebody else in %s is from the same chat, with its own times and handle",
  (fault, place, before) => {
    const webhooks = webhooksOf(chatId, fault) as { event: ParticipantRemovedEvent }[];
    const [theirs, own] = [webhooks[place]?.event, webhooks[1 - place]?.event];
    const at = new Date(Date.parse(`${own?.created_at}`) - before).toISOString();
    const { participant, ...data } = theirs?.data ?? {};
    expect([theirs?.created_at, data]).toEqual([
      at,
      { ...example.data, participant: undefined, chat_id: chatId, handle: "+12025550199", removed_at: at },
    ]);
    expect(participant).toMatchObject({ handle: "+12025550199", left_at: at, status: "removed" });
    expect(participant?.id).not.toBe(own?.data.participant?.id);
  },
);
