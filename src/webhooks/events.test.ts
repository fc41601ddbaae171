import { describe, expect, expectTypeOf, test } from "vitest";
import type { webhooks } from "../../generated/schema.js";
import { isOwnLeave, type OwnLeave, type ParticipantRemovedEvent, readEvent, type WebhookEvent } from "./events.js";

const chat = "0f0e0d0c-1111-4222-8333-abcdefabcdef";
const participant = {
  id: "00000000-0000-4000-8000-000000000001",
  handle: "+12025550123",
  service: "iMessage",
  joined_at: "2026-01-01T00:00:00Z",
  is_me: true as boolean | null,
};
const removed = {
  api_version: "v3" as const,
  webhook_version: "2026-02-03",
  event_type: "participant.removed" as const,
  event_id: "00000000-0000-4000-8000-000000000002",
  created_at: "2026-01-02T03:04:05Z",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  partner_id: "partner_1",
  data: { handle: "+12025550123", chat_id: chat, participant },
} satisfies ParticipantRemovedEvent;

const read = (event: unknown) => readEvent(JSON.stringify(event));
const withData = (data: object) => ({ ...removed, data: { ...removed.data, ...data } });
const withParticipant = (members: object) => withData({ participant: { ...participant, ...members } });

describe("an event in the contract", () => {
  test.each<[string, object]>([
    ["with every documented member", withParticipant({ left_at: "2026-01-02T03:04:05Z", status: "left" })],
    ["with the required members only", { ...removed, data: { handle: "me@example.com" } }],
    ["with null wherever it is allowed", withParticipant({ is_me: null, left_at: null, status: null })],
    ["with undocumented members", { ...withData({ reason: { by: [1] } }), region: "eu" }],
    ["with an undocumented service", withParticipant({ service: "Signal" })],
    ["with an undocumented status", withParticipant({ status: "banned" })],
  ])("an event in the contract, %s, is returned unchanged", (_, event) => {
    expect(read(event)).toEqual(event);
  });

  test.each([
    "2026-12-31T23:59:60Z",
    "2026-01-02t03:04:05z",
    "2026-01-02T03:04:05.123456789+14:00",
    "2026-01-02T23:59:59-23:59",
  ])("an event may have the date-time %s", (time) => {
    expect(read({ ...removed, created_at: time })).toMatchObject({ created_at: time });
  });

  test("an event may have a UUID in capitals", () => {
    expect(read({ ...removed, event_id: removed.event_id.toUpperCase() })).toMatchObject({
      event_type: removed.event_type,
    });
  });
});

describe("an event that breaks the contract", () => {
  const { data: _data, ...withoutData } = removed;
  const { handle: _handle, ...participantWithoutHandle } = participant;
  test.each<[string, unknown]>([
    ["the body must be of type object, not string", "x"],
    ["the body must be of type object, not number", 1],
    ["the body must have event_type", { event_id: "1" }],
    ["event_type must be of type string, not number", { event_type: 1, event_id: "1" }],
    ["the body must have event_id", { event_type: "example.event" }],
    ["event_id must be of type string, not null", { event_type: "example.event", event_id: null }],
    ["the body must have data", withoutData],
    ["data must be of type object, not array", { ...removed, data: [] }],
    ["data must be of type object, not null", { ...removed, data: null }],
    ["data must have handle", { ...removed, data: {} }],
    ["data.handle must be of type string, not object", withData({ handle: {} })],
    ["data.chat_id must be a uuid", withData({ chat_id: "1" })],
    ["data.chat_id must be of type string, not null", withData({ chat_id: null })],
    ["data.participant must have handle", withData({ participant: participantWithoutHandle })],
    ["data.participant.is_me must be of type boolean or null, not string", withParticipant({ is_me: "true" })],
    ["data.participant.service must be of type string, not null", withParticipant({ service: null })],
    ["data.participant.left_at must be a date-time", withParticipant({ left_at: "yesterday" })],
    ['api_version must be "v3"', { ...removed, api_version: "v4" }],
    ["webhook_version must be a date", { ...removed, webhook_version: "2" }],
    ["created_at must be a date-time", { ...removed, created_at: "2026-01-02" }],
  ])("the error about an event says where it breaks the contract: %s", (place, event) => {
    expect(() => read(event)).toThrow(`The delivery is authentic, but breaks the contract: ${place}.`);
  });

  const formats: [keyof typeof removed, string[]][] = [
    [
      "webhook_version",
      ["2026-00-01", "2026-13-01", "2026-01-00", "2026-01-32", "02026-01-01", "2026-01-011", "2026-1-1"],
    ],
    [
      "created_at",
      [
        "2026-13-02T03:04:05Z",
        "2026-00-02T03:04:05Z",
        "2026-01-32T03:04:05Z",
        "2026-01-00T03:04:05Z",
        "2026-01-02T24:04:05Z",
        "2026-01-02T03:60:05Z",
        "2026-01-02T03:04:61Z",
        "2026-01-02T03:04:05",
        "2026-01-02 03:04:05Z",
        "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05+24:00",
        "2026-01-02T03:04:05+00:60",
        "2026-01-02T03:04:05Z ",
        " 2026-01-02T03:04:05Z",
        "2026-01-02T3:04:05Z",
      ],
    ],
    [
      "event_id",
      [
        `${removed.event_id}0`,
        `0${removed.event_id}`,
        removed.event_id.slice(1),
        removed.event_id.slice(0, -1),
        removed.event_id.replaceAll("-", ""),
        `urn:uuid:${removed.event_id}`,
        `{${removed.event_id}}`,
        removed.event_id.replace("4", "g"),
        `${removed.event_id}\n`,
        "0000000-00000-4000-8000-000000000002",
        "00000000-000-04000-8000-000000000002",
        "00000000-0000-400-08000-000000000002",
        "00000000-0000-4000-800-0000000000002",
      ],
    ],
  ];
  test.each(formats.flatMap(([name, values]) => values.map((value) => [name, value] as const)))(
    "the error about an event says where it breaks the contract: %s %j",
    (name, value) => {
      expect(() => read({ ...removed, [name]: value })).toThrow(`${name} must be a `);
    },
  );
});

test.each(["example.event", "participant.removed ", "Participant.Removed", "unknown", "constructor", "__proto__", ""])(
  "an event of type %j is unknown, whatever it holds",
  (type) => {
    const event = { event_type: type, event_id: "1", data: 5 };
    expect(read(event)).toEqual({ event_type: "unknown", event_id: "1", body: event });
  },
);

describe("isOwnLeave", () => {
  const unknown: WebhookEvent = { event_type: "unknown", event_id: "1", body: { ...removed } };
  const { chat_id: _chat, ...withoutChat } = removed.data;
  const { participant: _participant, ...withoutParticipant } = removed.data;
  const another = "0f0e0d0c-1111-4222-8333-000000000000";
  test.each<[boolean, string, WebhookEvent, string | undefined]>([
    [true, "you left a chat", removed, undefined],
    [true, "you left this chat", removed, chat],
    [true, "you left this chat, given in capitals", removed, chat.toUpperCase()],
    [true, "you left this chat, in capitals in the event", withData({ chat_id: chat.toUpperCase() }), chat],
    [false, "you left another chat", removed, another],
    [true, "you left a chat, but the event does not say which", { ...removed, data: withoutChat }, undefined],
    [false, "you left a chat that the event does not name", { ...removed, data: withoutChat }, chat],
    [false, "somebody else left", withParticipant({ is_me: false }), chat],
    [false, "the event does not say whether it was you", withParticipant({ is_me: null }), chat],
    [false, "the event does not say who left", { ...removed, data: withoutParticipant }, chat],
    [false, "the event is unknown, although its body says that you left", unknown, undefined],
  ])("isOwnLeave is %s if %s", (expected, _, event, chatId) => {
    expect(isOwnLeave(event, chatId)).toBe(expected);
  });
});

test("the types promise only what is certain", () => {
  const event = read(removed);
  expectTypeOf(event.event_type).toEqualTypeOf<keyof webhooks | "unknown">();
  expectTypeOf(event.event_id).toEqualTypeOf<string>();
  // @ts-expect-error: nothing is known about the data until the event's type is known
  void event.data;
  if (event.event_type === "unknown") expectTypeOf(event.body.data).toEqualTypeOf<unknown>();
  if (event.event_type === "participant.removed") {
    expectTypeOf(event.api_version).toEqualTypeOf<"v3">();
    expectTypeOf(event.data.chat_id).toEqualTypeOf<string | undefined>();
    expectTypeOf<"Signal">().toExtend<NonNullable<typeof event.data.participant>["service"]>();
    expectTypeOf<"banned" | null | undefined>().toExtend<NonNullable<typeof event.data.participant>["status"]>();
    expectTypeOf<NonNullable<typeof event.data.participant>["is_me"]>().toEqualTypeOf<boolean | null | undefined>();
  }
  if (isOwnLeave(event)) {
    expectTypeOf(event).toExtend<OwnLeave>();
    expectTypeOf(event.data.participant.is_me).toEqualTypeOf<true>();
    expectTypeOf(event.data.participant.handle).toEqualTypeOf<string>();
  }
});
