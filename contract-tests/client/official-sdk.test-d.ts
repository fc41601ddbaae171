/**
 * The generated types beside those of Linq's official SDK, which nobody here wrote. That this file compiles is the test.
 * Where the two say different things, the difference is spelt out here.
 */
import type { ChatHandle, ChatLeaveChatResponse, ParticipantRemovedWebhookEvent } from "@linqapp/sdk/resources";
import type { components, paths, webhooks } from "linq-openapi/types";

type Schemas = components["schemas"];
type Delivery = webhooks["participant.removed"]["post"]["requestBody"]["content"]["application/json"];
type Leave = paths["/v3/chats/{chatId}/leave"]["post"];

/** True only if neither type says anything that the other does not, optional and nullable members included. */
type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;

export const accepted: Same<Leave["responses"][202]["content"]["application/json"], ChatLeaveChatResponse> = true;
/** Ours accept new values of these strings, and have `line_type`, which this version of the SDK does not know yet. */
type OpenHandle = Omit<ChatHandle, "service" | "status"> & {
  service: ChatHandle["service"] | (string & {});
  status?: ChatHandle["status"] | (string & {});
  line_type?: "iMessage" | "RCS" | (string & {});
};
type OpenData = Omit<ParticipantRemovedWebhookEvent.Data, "participant"> & { participant?: OpenHandle };

export const handle: Same<Schemas["ChatHandle"], OpenHandle> = true;
export const data: Same<Delivery["data"], OpenData> = true;

/** The SDK leaves open what the event's own two constants are; ours names them. */
type Narrowed = Omit<ParticipantRemovedWebhookEvent, "api_version" | "event_type" | "data"> & {
  api_version: "v3";
  event_type: Extract<ParticipantRemovedWebhookEvent["event_type"], "participant.removed">;
  data: OpenData;
};
export const event: Same<Delivery, Narrowed> = true;
