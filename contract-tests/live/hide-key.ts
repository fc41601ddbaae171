/** Replaces the API key in messages before anything reads them, because a finding may quote any part, cut it, or escape it again. */
import { createRedactor } from "linq-openapi";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { isObject, type Json } from "../engine/json-pointers.js";
import { json } from "../engine/validators.js";

export type Redact = (text: string) => string;

export function withoutKey<Message extends HttpRequest | HttpResponse>(message: Message, redact: Redact): Message {
  const { headers, body } = message;
  return {
    ...message,
    ...("path" in message && { path: redact(message.path) }),
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, redact(value)])),
    ...(body !== undefined && { body: bodyWithoutKey(body, redact) }),
  };
}

/** JSON is redacted value by value, so that it stays JSON: redacted text may have lost its escapes. */
function bodyWithoutKey(body: string, redact: Redact): string {
  const value = json(body);
  if (value === undefined) return redact(body);
  const redactPart = (_: string, part: Json) => {
    if (isObject(part)) return Object.fromEntries(Object.entries(part).map(([name, member]) => [redact(name), member]));
    if (typeof part !== "string" && typeof part !== "number") return part;
    const redacted = redact(`${part}`);
    return redacted === `${part}` ? part : redacted;
  };
  try {
    const redacted = JSON.stringify(value, redactPart);
    return redacted === JSON.stringify(value) && redact(body) === body ? body : redacted;
  } catch {
    // The stack overflowed, as it would in whatever shows the value.
    return "JSON that is nested too deeply";
  }
}

/** Hides the key with which a recorded request was sent: the token of `Bearer`, or the password of `Basic`. */
export function redactorFor({ headers: { authorization = "" } }: HttpRequest): Redact {
  const token =
    authorization
      .trim()
      .split(/[^!-~]/)
      .pop() ?? "";
  if (!/^basic\s/i.test(authorization)) return redactorOf(token);
  return redactorOf(
    Buffer.from(token, "base64")
      .toString("latin1")
      .replace(/^[^:]*:/, ""),
  );
}

/** No service issues a longer key, and the length of a regular expression is limited. */
export const LONGEST_KEY = 8192;

function redactorOf(key: string): Redact {
  return key.length > LONGEST_KEY ? (text) => text.replaceAll(key, "[API key]") : createRedactor(key);
}
