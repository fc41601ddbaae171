/** `participant.removed` as the vendor's documentation describes it: deliveries that are in order, and deliveries that are not. */
import { Webhook } from "standardwebhooks";
import { isObject, type Json, type JsonObject } from "../engine/json.js";
import { operations, type Spec, webhooks } from "../engine/openapi.js";

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

export const validEvents: Delivery[] = [
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
  changed("of a participant of whom nothing optional is known", "data/participant", required(participant)),
  changed("of somebody else", "data/participant/is_me", false),
  changed("that does not know who it is", "data/participant/is_me", null),
  changed("without a time of leaving", "data/participant/left_at", null),
  changed("of a service that is not documented yet", "data/participant/service", "MMS"),
  changed("of a status that is not documented yet", "data/participant/status", "banned"),
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

export const invalidEvents: Delivery[] = [
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
  changed("with a text for is_me", "data/participant/is_me", "true"),
  changed("with a text for data", "data", "left"),
  changed("with a text for a participant", "data/participant", "+12025550123"),
  { name: "that is a list", event: [event] },
  { name: "that is null", event: null },
];

const VERSIONS = ["2025-01-01", "2026-02-03"];
const SERVICES = ["iMessage", "SMS", "RCS"];
const LINE_TYPES = ["iMessage", "RCS", undefined];
const PHONE_NUMBER = /^\+[1-9]\d{1,14}$/;
const EMAIL_ADDRESS = /^[^@\s]+@[^@\s]+$/;
const TRACE_ID = /^[0-9a-f]{32}$/;

/** What the examples have to be beyond their schema: the first is the delivery that follows the documented leave. */
export function exampleDeviations(spec: Spec): string[] {
  const [webhook] = webhooks(spec);
  const [media] = webhook?.requestBodies ?? [];
  // biome-ignore lint/suspicious/noExplicitAny: a mutant may have anything there.
  const examples: any[] = media?.examples.map(({ value }) => value) ?? [];
  const { event_id, created_at, data = {} } = examples[0] ?? {};
  const { participant = {}, removed_at } = data;
  const header = (name: string) => webhook?.parameters.find((one) => one.name === name)?.examples[0]?.value;
  const accepted = operations(spec).flatMap(({ parameters }) =>
    parameters.flatMap(({ examples }) => examples.filter(({ name }) => name === "accepted").map(({ value }) => value)),
  );
  const headers = operations(spec).flatMap(({ responses }) => responses.flatMap((response) => response.headers));
  const traces = headers.filter(({ name }) => name === "x-trace-id").map(({ example }) => example);
  const handleSchema = media?.schema.members.get("data")?.members.get("handle");
  const all = (matches: (event: (typeof examples)[number]) => boolean) => examples.every(matches);

  const promises: Record<string, boolean> = {
    "tell of the chat of the accepted leave": all((one) => accepted.includes(one.data?.chat_id)),
    "tell of one's own leave": participant.is_me === true && participant.status === "left",
    "have one handle": all((one) => one.data?.handle === one.data?.participant?.handle),
    "have a phone number in E.164 format or an e-mail address": all(
      (one) => PHONE_NUMBER.test(one.data?.handle) || EMAIL_ADDRESS.test(one.data?.handle),
    ),
    "have times in order":
      participant.joined_at < removed_at && participant.left_at === removed_at && removed_at < created_at,
    "are of a documented version": all((one) => VERSIONS.includes(one.webhook_version)),
    "are of a documented service": all((one) => SERVICES.includes(one.data?.participant?.service)),
    "are of a documented kind of line": all((one) => LINE_TYPES.includes(one.data?.participant?.line_type)),
    "are sent with the id of the event": header("webhook-id") === `evt_${event_id}`,
    "are sent when the event was made": header("webhook-timestamp") === `${Date.parse(created_at) / 1000}`,
    "are sent with a signature": /^v1,[A-Za-z0-9+/]{43}=$/.test(`${header("webhook-signature")}`),
    "have W3C trace ids, in its answers too": [...examples.map((one) => one.trace_id), ...traces].every((id) =>
      TRACE_ID.test(id),
    ),
    "call the old handle deprecated": handleSchema?.keywords.deprecated === true,
  };
  return Object.entries(promises)
    .filter(([, kept]) => !kept)
    .map(([promise]) => `The examples no longer ${promise}.`);
}

/** A signed delivery, its headers named and made by the library of Standard Webhooks. */
export function signedDelivery(): { method: string; headers: Record<string, string>; body: string } {
  const body = JSON.stringify(event);
  const now = new Date();
  const headers = {
    "webhook-id": `evt_${event.event_id}`,
    "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
    "webhook-signature": new Webhook(`whsec_${btoa("a secret of the tests' own")}`).sign(
      `evt_${event.event_id}`,
      now,
      body,
    ),
  };
  return { method: "POST", headers: { ...headers, "content-type": "application/json" }, body };
}

function required({ id, handle, service, joined_at }: typeof participant): Json {
  return { id, handle, service, joined_at };
}

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
