import { LinqInputError } from "../errors.js";
import { readEvent, type WebhookEvent } from "./events.js";
import { type RawBody, textOf } from "./raw-body.js";
import { verifySignature, type WebhookHeaders, type WebhookKey, webhookKeys } from "./signature.js";

export interface UnwrapOptions {
  /** The subscription's secret, with or without its `whsec_`; several while you change from one to another. */
  secret: string | readonly string[] | undefined;
  /**
   * How far `webhook-timestamp` may be from your clock, both ways, in milliseconds. `Infinity` accepts any age, to read stored deliveries again.
   * @default 300_000 (5 minutes)
   */
  tolerance?: number | undefined;
}

/**
 * Verifies a delivery, and only then reads it.
 *
 * An event that the contract describes is checked against it and comes as it is on the wire. Members that the contract does not name stay,
 * and any string passes where it lists some, for the service adds to both; the types say so. An authentic event of another type comes as
 * {@link UnknownWebhookEvent}.
 *
 * @param rawBody the request's body as it came, before any parsing; at most 1 MiB
 * @throws LinqWebhookError whose `reason` says why the delivery was refused, and whose `status` is how to answer it.
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
