import { LinqWebhookError } from "./error.js";
import type { WebhookKey } from "./webhook-key.js";

/**
 * The headers of a delivery: a `Headers` object, or a plain object such as Node's `IncomingHttpHeaders`, with names in any case.
 */
export type WebhookHeaders =
  | { get(name: string): string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** The form of an HMAC-SHA256. Nothing else can match, so the body is not hashed for anything else. */
const SIGNATURE = /^v1,[A-Za-z0-9+/]{43}=$/;
/** Plain decimal digits: `parseInt` would also accept `1700000000abc` or `+1700000000` as the signed number. */
const UNIX_SECONDS = /^(?:0|[1-9]\d{0,11})$/;
/** More than HTTP servers accept, and enough for over 300 signatures. */
const LONGEST_HEADER = 16_384;

/**
 * Checks that one of the keys signed this body, and did so at most `tolerance` milliseconds away from now.
 *
 * `standardwebhooks` computes the signatures. Its own `verify` does not fit: its tolerance is fixed, it parses the timestamp loosely, and
 * it throws the same kind of error for every failure.
 */
export function verifySignature(
  body: string,
  headers: WebhookHeaders,
  keys: readonly WebhookKey[],
  tolerance: number,
): void {
  const id = header(headers, "webhook-id");
  const timestamp = header(headers, "webhook-timestamp");
  const signatures = header(headers, "webhook-signature").split(" ");
  if (!UNIX_SECONDS.test(timestamp)) throw malformedHeader("webhook-timestamp", "is not a number of Unix seconds");

  const sentAt = Number(timestamp) * 1000;
  const candidates = signatures.filter((signature) => SIGNATURE.test(signature));
  const authentic =
    candidates.length > 0 &&
    isWellFormed(id) &&
    isWellFormed(body) &&
    keys.some((key) => {
      const expected = key.sign(id, new Date(sentAt), body);
      return candidates.some((signature) => isSame(signature, expected));
    });
  if (!authentic) throw noMatchingSignature(signatures);

  const age = Math.floor(Date.now() / 1000) * 1000 - sentAt;
  if (age > tolerance) throw outOfTime("too-old", age);
  if (-age > tolerance) throw outOfTime("too-new", -age);
}

function header(headers: WebhookHeaders, name: string): string {
  const [value, ...more] = read(headers, name).filter((value) => value);
  if (!value) {
    throw new LinqWebhookError(
      "missing-header",
      `The delivery has no ${name} header. Pass all headers of the request.`,
    );
  }
  if (more.length > 0) throw malformedHeader(name, `occurs ${more.length + 1} times`);
  if (typeof value !== "string") throw malformedHeader(name, "is not a string");
  if (value.length > LONGEST_HEADER) {
    throw malformedHeader(name, `has ${value.length} characters; the maximum is ${LONGEST_HEADER}`);
  }
  return value;
}

function read(headers: WebhookHeaders, name: string): unknown[] {
  try {
    return valuesOf(headers, name);
  } catch {
    throw new LinqWebhookError(
      "unreadable-headers",
      "These are not request headers. Pass `request.headers`: a Headers object, or an object of names and values.",
    );
  }
}

/** @throws TypeError, or whatever an odd object throws when it is read */
function valuesOf(headers: WebhookHeaders, name: string): unknown[] {
  if (typeof headers.get === "function") return [headers.get(name)];
  const names = Object.keys(headers);
  // Every HTTP request has a header. An object without any is something else, such as the promise that Next.js's `headers()` returns.
  if (typeof headers !== "object" || Array.isArray(headers) || names.length === 0) throw new TypeError();
  return names.filter((key) => key.toLowerCase() === name).flatMap((key) => headers[key as never]);
}

function malformedHeader(name: string, what: string): LinqWebhookError {
  return new LinqWebhookError("malformed-header", `The ${name} header ${what}.`);
}

function noMatchingSignature(signatures: string[]): LinqWebhookError {
  const what = signatures.some((signature) => signature.startsWith("v1,"))
    ? "No v1 signature matches. The delivery is forged or was changed in transit, the secret is another subscription's, or the body is not the raw body"
    : "The webhook-signature header has no v1 signature";
  return new LinqWebhookError("no-matching-signature", `${what}.`);
}

function outOfTime(reason: "too-old" | "too-new", distance: number): LinqWebhookError {
  const side = reason === "too-old" ? "ago" : "in the future";
  return new LinqWebhookError(
    reason,
    `The delivery is authentic but was sent ${distance / 1000} s ${side}. It is a replay, or a clock is wrong; \`tolerance\` sets what is accepted.`,
  );
}

/** No lone surrogates: UTF-8 encodes each as U+FFFD, so different texts would have the same signature. */
function isWellFormed(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

/**
 * Compares two signatures of the same length. Always reads both in full, so that its duration reveals nothing about the correct one.
 */
function isSame(a: string, b: string): boolean {
  let difference = 0;
  for (let index = 0; index < a.length; index++) difference |= a.charCodeAt(index) ^ b.charCodeAt(index);
  return difference === 0;
}
