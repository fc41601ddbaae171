/** Keys shorter than this are taken for placeholders such as `test`, which occur in ordinary text. */
const SHORTEST_SECRET = 8;
const DEEPEST_CAUSE = 5;
const REPLACEMENT = "[API key]";

export type Redact = (text: string) => string;

/**
 * Replaces the API key wherever a text shows it, for a server may echo what it was sent: as it is, with any of its characters escaped as
 * in JSON, HTML or a URL, or in base64.
 */
export function redactor(key: string): Redact {
  if (key.length < SHORTEST_SECRET) return (text) => text;
  const pattern = new RegExp([[...key].map(spellings).join(""), ...encodings(key)].join("|"), "g");
  return (text) => text.replace(pattern, REPLACEMENT);
}

const ENTITIES: Record<string, string> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "apos" };

const URL_SAFE: Record<string, string> = { "+": "-", "/": "_" };

/** A pattern of one character of the key, a visible ASCII one, in every spelling. */
function spellings(character: string): string {
  const code = character.charCodeAt(0);
  const hex = code.toString(16).replace(/[a-f]/g, (digit) => `[${digit}${digit.toUpperCase()}]`);
  const plain = /\w/.test(character) ? character : `\\\\?\\${character}`;
  const entity = ENTITIES[character] ? `|&${ENTITIES[character]};` : "";
  return `(?:${plain}|\\\\u00${hex}|%${hex}|&#0{0,5}${code};|&#[xX]0{0,5}${hex};${entity})`;
}

/**
 * The part of the key's base64 that is the same whatever is before and after the key, for each way to align it, in either alphabet
 * (RFC 4648, sections 4 and 5) and with its characters escaped.
 */
function encodings(key: string): string[] {
  return [0, 1, 2].map((offset) =>
    [...btoa(" ".repeat(offset) + key).slice(offset && offset + 1, Math.floor(((offset + key.length) * 4) / 3))]
      .map((character) => spellings(character) + (URL_SAFE[character] ? `|${URL_SAFE[character]}` : ""))
      .map((alternatives) => `(?:${alternatives})`)
      .join(""),
  );
}

/** A parsed body with the API key replaced in texts and in the names of members. */
export function redactBody(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactBody(item, redact));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), redactBody(member, redact)]));
}

/**
 * Whatever a `fetch` throws as an error with name, message, stack, code and cause. Anything else that hangs on it, such as the request,
 * may show the key.
 */
export function redactError(error: unknown, redact: Redact, depth = 1): Error {
  const text = (name: string) => {
    const value = read(error, name);
    return typeof value === "string" ? redact(value) : undefined;
  };
  const copy = new Error(text("message") ?? redact(Object(error) === error ? "" : String(error)));
  const cause = read(error, "cause");
  if (cause != null && depth < DEEPEST_CAUSE) copy.cause = redactError(cause, redact, depth + 1);
  const code = text("code");
  return Object.assign(copy, { name: text("name") ?? "Error", stack: text("stack") ?? "" }, code && { code });
}

/** A member of a value that may be anything, even an object whose getters throw. */
export function read(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
