import { LinqError } from "./errors.js";

/**
 * Why a delivery was not accepted, or a leave not confirmed:
 *
 * - `malformed-secret`: your secret is not `whsec_` and base64; nothing about the delivery was looked at
 * - `not-raw`: the body is not the raw body, for instance because a framework has parsed it
 * - `missing-header`: `webhook-id`, `webhook-timestamp` or `webhook-signature` is not there
 * - `malformed-header`: one of them is there, but cannot be what Linq sent
 * - `no-matching-signature`: no `v1` signature is that of this id, timestamp and body under one of your secrets
 * - `too-old`, `too-new`: authentic, but sent too long before or after your clock's time: a replay, or a clock that is off
 * - `not-json`: authentic, but no JSON
 * - `breaks-contract`: authentic, but not what the contract says such an event is
 * - `not-confirmed`: the event that `confirmLeave` waited for did not come in time
 */
export type LinqWebhookErrorReason =
  | "malformed-secret"
  | "not-raw"
  | "missing-header"
  | "malformed-header"
  | "no-matching-signature"
  | "too-old"
  | "too-new"
  | "not-json"
  | "breaks-contract"
  | "not-confirmed";

/** A webhook that is not to be believed, or that did not come. Never holds the secret, the body or a signature. */
export class LinqWebhookError extends LinqError {
  override readonly name = "LinqWebhookError";
  readonly reason: LinqWebhookErrorReason;

  constructor(reason: LinqWebhookErrorReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
