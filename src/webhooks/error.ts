import { LinqError } from "../errors.js";

/** How to answer a delivery that was refused for each reason. Linq delivers again after 500, and never after 400. */
const STATUS = {
  /** Your secret is missing, is not base64, or has less than 16 bytes. Nothing about the delivery was looked at. */
  "malformed-secret": 500,
  /** The body is not the raw body, for instance because a framework has parsed it. */
  "not-raw": 500,
  /** The headers are not those of a request: no `Headers`, and no object of names and values. */
  "unreadable-headers": 500,
  /** The body is larger than 1 MiB. */
  "too-large": 400,
  /** `webhook-id`, `webhook-timestamp` or `webhook-signature` is not there. */
  "missing-header": 400,
  /** One of them is there, but cannot be what Linq sent. */
  "malformed-header": 400,
  /** No `v1` signature is that of this id, timestamp and body under one of your secrets. */
  "no-matching-signature": 400,
  /** Authentic, but sent too long before your clock's time: a replay, or a clock that is off. If it is yours, the event must come again. */
  "too-old": 500,
  /** Authentic, but sent too long after your clock's time. */
  "too-new": 500,
  /** Authentic, but not JSON. */
  "not-json": 500,
  /** Authentic, but not what the contract says such an event is. */
  "breaks-contract": 500,
  /** Authentic, and another delivery of the same event is being worked on. */
  "in-progress": 500,
  /** Authentic, but your work was not done in time for an answer. It goes on. */
  "not-in-time": 500,
  /** The event that `confirmLeave` waited for did not come in time. */
  "not-confirmed": 500,
} as const;

/** Why a delivery was not accepted, or a leave not confirmed. */
export type LinqWebhookErrorReason = keyof typeof STATUS;

/** A webhook that is not to be believed, or that did not come. Never holds the secret, the body or a signature. */
export class LinqWebhookError extends LinqError {
  override readonly name = "LinqWebhookError";
  readonly reason: LinqWebhookErrorReason;
  /** How to answer the delivery: 400 if it is not authentic, else 500, so that Linq delivers the event again. */
  readonly status: 400 | 500;

  constructor(reason: LinqWebhookErrorReason, message: string) {
    super(message);
    this.reason = reason;
    this.status = STATUS[reason];
  }
}
