import { LinqInputError } from "../errors.js";
import { readEvent, type WebhookEvent } from "./events.js";
import { type RawBody, textOf } from "./raw-body.js";
import { verifySignature, type WebhookHeaders } from "./verify-signature.js";
import { type WebhookKey, webhookKeys } from "./webhook-key.js";

export interface UnwrapOptions {
  /** The subscription's secret, with or without its `whsec_`; during a rotation, a list in which at least one must be set. */
  secret: string | readonly (string | undefined)[] | undefined;
  /**
   * How far `webhook-timestamp` may be from your clock in either direction, in milliseconds. `Infinity` accepts any age, to reread stored deliveries.
   * @default 300_000 (5 minutes)
   */
  tolerance?: number | undefined;
}

/**
 * Verifies a delivery, and only then reads it.
 *
 * An event that the contract describes is checked against it and returned as it was sent. Undocumented members are kept, and unlisted strings
 * pass where the contract lists some, because the service may add both; the types allow for that. An authentic event of another type is a
 * {@link UnknownWebhookEvent}.
 *
 * @param rawBody the request's body as received, before any parsing; at most 1 MiB
 * @throws LinqWebhookError whose `reason` says why the delivery was refused, and whose `status` is the one to respond with.
 * @throws LinqInputError if `tolerance` is not a number of milliseconds.
 */
export function unwrapWebhook(rawBody: RawBody, headers: WebhookHeaders, options: UnwrapOptions): WebhookEvent {
  return unwrapWith(readUnwrapOptions(options), rawBody, headers);
}

export interface Unwrapping {
  keys: WebhookKey[];
  tolerance: number;
}

/** @throws LinqWebhookError `malformed-secret` @throws LinqInputError */
export function readUnwrapOptions(options: UnwrapOptions): Unwrapping {
  const { secret, tolerance = 300_000 }: Partial<UnwrapOptions> = options ?? {};
  if (typeof tolerance !== "number" || !(tolerance >= 0)) {
    throw new LinqInputError("tolerance must be a number of milliseconds, 0 or more");
  }
  return { keys: webhookKeys(secret), tolerance };
}

export function unwrapWith({ keys, tolerance }: Unwrapping, rawBody: unknown, headers: WebhookHeaders): WebhookEvent {
  const body = textOf(rawBody);
  verifySignature(body, headers, keys, tolerance);
  return readEvent(body);
}
