export { LinqWebhookError, type LinqWebhookErrorReason } from "./error.js";
export {
  isOwnLeave,
  type OwnLeave,
  type ParticipantRemovedEvent,
  type UnknownWebhookEvent,
  type WebhookEvent,
} from "./events.js";
export { type ConfirmLeaveOptions, createWebhookInbox, type WebhookInbox } from "./inbox.js";
export type { RawBody } from "./raw-body.js";
export type { WebhookHeaders } from "./signature.js";
export { type UnwrapOptions, unwrapWebhook } from "./unwrap.js";
