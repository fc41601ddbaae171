import type { webhooks } from "../generated/schema.js";
import { webhookSchemas } from "../generated/webhook-schemas.js";
import { LinqWebhookError } from "./webhook-error.js";

type IsUnion<T, U = T> = T extends U ? ([U] extends [T] ? false : true) : never;
type OpenEnum<T extends string> = [T] extends [never] ? never : IsUnion<T> extends false ? T : T | (string & {});
type OpenMembers<T> = T extends object ? { [Name in keyof T]: Open<T[Name]> } : T;
/** A contract's type as a receiver may rely on it: where it lists several strings, the service may add another. */
type Open<T> = OpenEnum<Extract<T, string>> | OpenMembers<Exclude<T, string>>;

type Body<Webhook extends keyof webhooks> = webhooks[Webhook]["post"]["requestBody"]["content"]["application/json"];

/** A participant has left a group chat or was removed from it: the contract's event, open to new values of its enumerations. */
export type ParticipantRemovedEvent = Open<Body<"participant.removed">>;

/** An authentic event of a type that the contract does not describe. Nothing is promised about it but what stands here. */
export interface UnknownWebhookEvent {
  /** Always `"unknown"`, so that `event_type` tells the events apart; the type that came is in `body.event_type`. */
  event_type: "unknown";
  /** The same for every delivery of one event; use it to drop duplicates. */
  event_id: string;
  /** The event as it came. */
  body: { event_type: string; event_id: string; [member: string]: unknown };
}

/** A verified event. Tell the kinds apart by `event_type`. */
export type WebhookEvent = { [Name in keyof webhooks]: Open<Body<Name>> }[keyof webhooks] | UnknownWebhookEvent;

/** Your own departure from a group chat. */
export type OwnLeave = ParticipantRemovedEvent & { data: { participant: { is_me: true } } };

interface Schema {
  readonly type: JsonType | readonly JsonType[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly const?: string;
  readonly format?: keyof typeof formats;
}
type JsonType = "object" | "string" | "boolean" | "null";

const formats = {
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  "date-time":
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i,
};

/** What every event must have for a receiver to know it and to drop its duplicates. */
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
  demand(webhookSchemas[event_type], event);
  return event as unknown as ParticipantRemovedEvent;
}

/** Whether the event says that you yourself are out of a group chat, out of this one where `chatId` is given. */
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

function isDescribed(eventType: string): eventType is keyof typeof webhookSchemas {
  return Object.hasOwn(webhookSchemas, eventType);
}

function demand(schema: Schema, event: unknown): void {
  const found = violation(schema, event, "");
  if (!found) return;
  throw new LinqWebhookError("breaks-contract", `The delivery is authentic, but breaks the contract: ${found}.`);
}

function violation(schema: Schema, value: unknown, path: string): string | undefined {
  const place = path || "the body";
  const types = [schema.type].flat();
  if (!types.includes(typeOf(value) as JsonType))
    return `${place} must be of type ${types.join(" or ")}, not ${typeOf(value)}`;
  if (schema.const !== undefined && value !== schema.const) return `${place} must be ${JSON.stringify(schema.const)}`;
  if (schema.format && typeof value === "string" && !formats[schema.format].test(value)) {
    return `${place} must be a ${schema.format}`;
  }
  const members = (value ?? {}) as Record<string, unknown>;
  const missing = schema.required?.find((name) => !Object.hasOwn(members, name));
  if (missing) return `${place} must have ${missing}`;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    if (!Object.hasOwn(members, name)) continue;
    const found = violation(member, members[name], path ? `${path}.${name}` : name);
    if (found) return found;
  }
  return undefined;
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}
