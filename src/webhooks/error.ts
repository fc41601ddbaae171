import { LinqError } from "../errors.js";

/** The status of the response to a refused delivery, by reason. Linq delivers again after 500, never after 400. */
const STATUS = {
  /** Your secret is missing, is not base64, or has fewer than 16 bytes. The delivery was not checked. */
  "malformed-secret": 500,
  /** The body is not the raw body, for instance because a framework parsed it. */
  "not-raw": 500,
  /** The headers are not request headers: neither `Headers` nor an object of names and values. */
  "unreadable-headers": 500,
  /** The body is larger than 1 MiB. */
  "too-large": 400,
  /** `webhook-id`, `webhook-timestamp` or `webhook-signature` is missing. */
  "missing-header": 400,
  /** One of them is present, but cannot be what Linq sent. */
  "malformed-header": 400,
  /** No `v1` signature matches this id, timestamp and body with any of your secrets. */
  "no-matching-signature": 400,
  /** Authentic, but sent too long ago by your clock: a replay, or a wrong clock. If it is your clock that is wrong, the event must be delivered again. */
  "too-old": 500,
  /** Authentic, but sent too far in the future by your clock. */
  "too-new": 500,
  /** Authentic, but not JSON. */
  "not-json": 500,
  /** Authentic, but does not match the contract. */
  "breaks-contract": 500,
  /** Authentic, but the event is still being handled for another delivery. */
  "in-progress": 500,
  /** Authentic, but your work did not finish in time for the response. It continues. */
  "not-in-time": 500,
  /** The event that `confirmLeave` waited for did not arrive in time. */
  "not-confirmed": 500,
} as const;

/** Why a delivery was refused, or a leave not confirmed. */
export type LinqWebhookErrorReason = keyof typeof STATUS;

/** A webhook was refused or did not arrive. Never holds the secret, the body or a signature. */
export class LinqWebhookError extends LinqError {
  override readonly name = "LinqWebhookError";
  readonly reason: LinqWebhookErrorReason;
  /** The status to respond with: 400 if the delivery is not authentic, else 500, so that Linq delivers the event again. */
  readonly status: 400 | 500;

  constructor(reason: LinqWebhookErrorReason, message: string) {
    super(message);
    this.reason = reason;
    this.status = STATUS[reason];
  }
}
