/**
 * Compares the generated types with those of Linq's official SDK, an independent source. The test is that this file compiles.
 * Known differences between the two are spelled out here.
 */
import type { ChatHandle, ChatLeaveChatResponse, ParticipantRemovedWebhookEvent } from "@linqapp/sdk/resources";
import type { components, paths, webhooks } from "linq-openapi/types";

type Schemas = components["schemas"];
type Delivery = webhooks["participant.removed"]["post"]["requestBody"]["content"]["application/json"];
type Leave = paths["/v3/chats/{chatId}/leave"]["post"];

/** True only if the two types are identical, optional and nullable members included. */
type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;
type Flat<T> = T extends object ? { [K in keyof T]: Flat<T[K]> } : T;

export const accepted: Same<Leave["responses"][202]["content"]["application/json"], ChatLeaveChatResponse> = true;
/** Our types accept new values of these strings, and have `line_type`, which this version of the SDK lacks. */
type OpenHandle = Omit<ChatHandle, "service" | "status"> & {
  service: ChatHandle["service"] | (string & {});
  status?: ChatHandle["status"] | (string & {});
  line_type?: "iMessage" | "RCS" | (string & {});
};
type OpenData = Omit<ParticipantRemovedWebhookEvent.Data, "participant"> & { participant?: OpenHandle };

export const handle: Same<Schemas["ChatHandle"], OpenHandle> = true;
export const data: Same<Delivery["data"], OpenData> = true;

/** The SDK types two constants of the event as plain strings; our types name their values. */
type Narrowed = Omit<ParticipantRemovedWebhookEvent, "api_version" | "event_type" | "data"> & {
  api_version: "v3";
  event_type: Extract<ParticipantRemovedWebhookEvent["event_type"], "participant.removed">;
  data: OpenData;
};
export const event: Same<Delivery, Narrowed> = true;
