export { LinqWebhookError, type LinqWebhookErrorReason } from "./error.js";
export {
  isOwnLeave,
  type OwnLeave,
  type ParticipantRemovedEvent,
  type UnknownWebhookEvent,
  type WebhookEvent,
} from "./events.js";
export { createFetchReceiver } from "./fetch-receiver.js";
export { type ConfirmLeaveOptions, createWebhookInbox, type InboxOptions, type WebhookInbox } from "./inbox.js";
export { createNodeReceiver, type NodeRequest, type NodeResponse } from "./node-receiver.js";
export type { RawBody } from "./raw-body.js";
export type { ReceiverOptions } from "./receiver.js";
export { type SignedWebhook, type SignOptions, signWebhook } from "./sign.js";
export type { Claim, WebhookStore } from "./store.js";
export { type UnwrapOptions, unwrapWebhook } from "./unwrap.js";
export type { WebhookHeaders } from "./verify-signature.js";
