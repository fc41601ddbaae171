import type { components, operations, paths, webhooks } from "linq-openapi/types";

type Leave = paths["/v3/chats/{chatId}/leave"]["post"];
const operation: Leave extends operations["leaveChat"] ? true : never = true;

const event: webhooks["participant.removed"]["post"] extends operations["participantRemoved"] ? true : never = true;

const envelope: components["schemas"]["ErrorEnvelope"] = {
  error: { status: 404, code: 2001, message: "Resource not found" },
};
// @ts-expect-error: an envelope has an error
const empty: components["schemas"]["ErrorEnvelope"] = {};

if (!operation || !event || !envelope.error || empty.error) throw new Error("The types are wrong.");
