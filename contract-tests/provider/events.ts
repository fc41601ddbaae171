/** `participant.removed` as the vendor's documentation describes it: deliveries that are in order, and deliveries that are not. */
import { isObject, type Json, type JsonObject } from "../support/openapi.js";

const participant = {
  id: "0b1c7a2e-5f0f-4d6e-9f65-1c2f5a0d9f11",
  handle: "+12025550123",
  service: "iMessage",
  joined_at: "2026-01-01T00:00:00Z",
  is_me: true,
  left_at: "2026-01-02T03:04:05Z",
  status: "left",
};
const event = {
  api_version: "v3",
  webhook_version: "2026-02-03",
  event_type: "participant.removed",
  event_id: "3e0fd3a1-73a9-4f0c-a6a4-2f57a5a86c9d",
  created_at: "2026-01-02T03:04:07Z",
  trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
  partner_id: "partner_1",
  data: {
    handle: "+12025550123",
    chat_id: "9a9f3b5e-1d6c-4a58-8f8b-9a8d0f3c2b17",
    participant,
    removed_at: "2026-01-02T03:04:05Z",
  },
};

export interface Delivery {
  name: string;
  event: Json;
}

export const trueEvents: Delivery[] = [
  { name: "with every member", event },
  { name: "with the required members only", event: { ...event, data: { handle: "someone@example.com" } } },
  changed("of the older version", "webhook_version", "2025-01-01"),
  changed("with members that nobody documents yet", "data/participant", { ...participant, nickname: "Al" }),
  ...["iMessage", "SMS", "RCS"].map((service) =>
    changed(`of a participant on ${service}`, "data/participant/service", service),
  ),
  ...["active", "left", "removed", null].map((status) =>
    changed(`of a participant whose status is ${status}`, "data/participant/status", status),
  ),
  changed("of somebody else", "data/participant/is_me", false),
  changed("that does not know who it is", "data/participant/is_me", null),
  changed("without a time of leaving", "data/participant/left_at", null),
];

const REQUIRED = [
  ...["api_version", "webhook_version", "event_type", "event_id", "created_at", "trace_id", "partner_id", "data"],
  ...[
    "data/handle",
    "data/participant/id",
    "data/participant/handle",
    "data/participant/service",
    "data/participant/joined_at",
  ],
];
const UUIDS = ["event_id", "data/chat_id", "data/participant/id"];
const TIMES = ["created_at", "data/removed_at", "data/participant/joined_at", "data/participant/left_at"];
const TEXTS = ["trace_id", "partner_id", "data/handle", "data/participant/handle"];
const NEVER_NULL = [...REQUIRED, "data/chat_id", "data/participant", "data/removed_at"];

export const falseEvents: Delivery[] = [
  ...REQUIRED.map((path) => changed(`without ${path}`, path, undefined)),
  ...NEVER_NULL.map((path) => changed(`with null for ${path}`, path, null)),
  ...[...UUIDS, ...TIMES, ...TEXTS, "data/participant/status"].map((path) =>
    changed(`with a number for ${path}`, path, 7),
  ),
  ...UUIDS.map((path) => changed(`with a text that is no UUID for ${path}`, path, "evt_1")),
  ...TIMES.map((path) => changed(`with a text that is no time for ${path}`, path, "yesterday")),
  changed("of another version of the API", "api_version", "v2"),
  changed("of another type", "event_type", "participant.added"),
  changed("of a version that is no date", "webhook_version", "v3"),
  changed("of a service that is not documented", "data/participant/service", "MMS"),
  changed("of a status that is not documented", "data/participant/status", "banned"),
  changed("with a text for is_me", "data/participant/is_me", "true"),
  changed("with a text for data", "data", "left"),
  changed("with a text for a participant", "data/participant", "+12025550123"),
  { name: "that is a list", event: [event] },
];

/** The event with another value at one place, or none there. */
function changed(name: string, path: string, value: Json | undefined): Delivery {
  return { name, event: withAt(event, path.split("/"), value) };
}

function withAt(whole: Json | undefined, [step, ...rest]: string[], value: Json | undefined): Json {
  if (step === undefined || !isObject(whole)) return value ?? null;
  const { [step]: old, ...others }: JsonObject = whole;
  if (rest.length === 0) return value === undefined ? others : { ...others, [step]: value };
  return { ...others, [step]: withAt(old, rest, value) };
}
