import { LinqWebhookError } from "./error.js";

/** The largest accepted body, in bytes: far larger than any event, and small enough to hash. */
export const LARGEST_BODY = 2 ** 20;

/** A request's body as received, before any parsing. */
export type RawBody = string | Uint8Array | ArrayBuffer;

/** @throws LinqWebhookError `not-raw`, `too-large`, or `no-matching-signature` for bytes that are not UTF-8 */
export function textOf(rawBody: unknown): string {
  if (typeof rawBody === "string") {
    demandSize(rawBody.length);
    demandSize(new TextEncoder().encode(rawBody).byteLength);
    return rawBody;
  }
  if (!ArrayBuffer.isView(rawBody) && !isArrayBuffer(rawBody)) throw notRaw(rawBody);
  demandSize(rawBody.byteLength);
  try {
    // Strict, and keeping a byte order mark: a lenient decoder reads different bytes as the same text, and so accepts changed ones.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(rawBody);
  } catch {
    throw new LinqWebhookError("no-matching-signature", "The body is not UTF-8, so no signature can match it.");
  }
}

/** @throws LinqWebhookError `too-large` */
export function demandSize(bytes: number): void {
  if (bytes <= LARGEST_BODY) return;
  throw new LinqWebhookError("too-large", `The body is larger than ${LARGEST_BODY} bytes, so it was not read.`);
}

/** By its tag rather than `instanceof`, which fails for a buffer from another realm, as in Jest. */
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
  return ["Object", "Array"].includes(kind) ? "The body was already parsed." : `The body is a ${kind}.`;
}
