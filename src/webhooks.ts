import { LinqInputError } from "./errors.js";
import { LinqWebhookError } from "./webhook-error.js";
import { readEvent, type WebhookEvent } from "./webhook-events.js";
import { verifySignature, type WebhookHeaders, webhookKey } from "./webhook-signature.js";

export { LinqWebhookError, type LinqWebhookErrorReason } from "./webhook-error.js";
export {
  isOwnLeave,
  type OwnLeave,
  type ParticipantRemovedEvent,
  type UnknownWebhookEvent,
  type WebhookEvent,
} from "./webhook-events.js";
export { type ConfirmLeaveOptions, createWebhookInbox, type WebhookInbox } from "./webhook-inbox.js";
export type { WebhookHeaders } from "./webhook-signature.js";

export interface UnwrapOptions {
  /** The subscription's secret, `whsec_…`; several while you change from one to another. */
  secret: string | readonly string[];
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
 * @param rawBody the request's body as it came, before any parsing
 * @throws LinqWebhookError whose `reason` says why the delivery is not to be believed. Answer it with a 4xx: Linq redelivers after 5xx.
 * @throws LinqInputError if `tolerance` is not a number of milliseconds.
 */
export function unwrapWebhook(
  rawBody: string | Uint8Array | ArrayBuffer,
  headers: WebhookHeaders,
  options: UnwrapOptions,
): WebhookEvent {
  const { secret, tolerance = 300_000 }: Partial<UnwrapOptions> = options ?? {};
  if (typeof tolerance !== "number" || !(tolerance >= 0)) {
    throw new LinqInputError("tolerance must be a number of milliseconds, 0 or more");
  }
  const secrets: readonly unknown[] = Array.isArray(secret) && secret.length > 0 ? secret : [secret];
  const keys = secrets.map(webhookKey);
  const body = textOf(rawBody);
  verifySignature(body, headers, keys, tolerance);
  return readEvent(body);
}

function textOf(rawBody: unknown): string {
  if (typeof rawBody === "string") return rawBody;
  if (!ArrayBuffer.isView(rawBody) && !isArrayBuffer(rawBody)) throw notRaw(rawBody);
  try {
    // Strict, and keeping a byte order mark: a lenient decoder reads different bytes as one text, and so accepts changed ones.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(rawBody);
  } catch {
    throw new LinqWebhookError("no-matching-signature", "The body is not UTF-8, so no signature can be of it.");
  }
}

/** By its tag rather than `instanceof`, which fails for one of another realm, as in Jest. */
function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === "[object ArrayBuffer]";
}

function notRaw(body: unknown): LinqWebhookError {
  return new LinqWebhookError(
    "not-raw",
    `${whatIs(body)} The signature is over the raw body: pass that, as a string or as bytes, before any parsing; ` +
      'for instance `await request.text()`, or `express.raw({ type: "application/json" })` in Express.',
  );
}

function whatIs(body: unknown): string {
  if (body === undefined || body === null) return "There is no body.";
  const kind = Object(body).constructor?.name ?? "Object";
  return ["Object", "Array"].includes(kind) ? "The body was parsed already." : `The body is a ${kind}.`;
}
