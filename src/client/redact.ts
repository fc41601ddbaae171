/** Shorter keys are treated as placeholders such as `test`, which occur in ordinary text. */
const SHORTEST_SECRET = 8;
/** How many times text is decoded: a server may quote another server that quotes the request. */
const DEEPEST_SPELLING = 8;
const DEEPEST_CAUSE = 5;
const REPLACEMENT = "[API key]";

export type Redact = (text: string) => string;

/**
 * A function that replaces the API key in a text with `[API key]`, wherever a reader could find it, because a server may echo what it was
 * sent: verbatim, in base64, or escaped as in JSON, HTML or a URL. Text that shows the key only when decoded is returned decoded. Keys
 * shorter than 8 characters are treated as placeholders and not replaced.
 *
 * @param apiKey visible ASCII characters, as `createLinqClient` takes it
 */
export function createRedactor(apiKey: string): Redact {
  if (apiKey.length < SHORTEST_SECRET) return (text) => text;
  const forms = [...readings(apiKey)];
  const pattern = new RegExp(forms.flatMap((form) => [literal(form), ...encodings(form)]).join("|"), "g");
  return (text) => {
    let redacted = text;
    for (let reading = text, depth = 0; depth <= DEEPEST_SPELLING; depth++) {
      const replaced = reading.replace(pattern, REPLACEMENT);
      if (replaced !== reading) redacted = replaced;
      reading = decoded(replaced);
      if (reading === replaced) break;
    }
    return redacted;
  };
}

/** The key, and what it decodes to if its own characters look like escapes. */
function readings(key: string): Set<string> {
  const found = new Set<string>();
  for (let reading = key; !found.has(reading); reading = decoded(reading)) found.add(reading);
  return found;
}

/** A visible ASCII character, in every form that JSON, a URL or HTML may use. */
const ESCAPED =
  /\\(?:(?:u00|x)([2-7][\da-f])|(["'/\\]))|%([2-7][\da-f])|&(?:#x0*([2-7][\da-f])|#0*(\d{2,3})|([a-z]{2,6}));/gi;

const ENTITIES: Record<string, string> = Object.fromEntries(
  "!excl \"quot #num $dollar %percnt &amp 'apos (lpar )rpar *ast +plus ,comma .period /sol :colon ;semi <lt =equals >gt ?quest @commat [lsqb [lbrack \\bsol ]rsqb ]rbrack ^hat _lowbar `grave {lcub {lbrace |vert }rcub }rbrace"
    .split(" ")
    .map((entity) => [entity.slice(1), entity.charAt(0)]),
);

function decoded(text: string): string {
  return text.replace(ESCAPED, (all, inJson, plain, inUrl, inHtml, decimal, name) => {
    if (plain) return plain;
    if (name) return ENTITIES[name.toLowerCase()] ?? all;
    const code = decimal ? Number(decimal) : Number.parseInt(inJson ?? inUrl ?? inHtml, 16);
    return code < 128 ? String.fromCharCode(code) : all;
  });
}

/** A key that ends with a backslash may lose it when text is decoded, because with the next character it looks like an escape, as in `\"`. */
function literal(text: string): string {
  return text.replace(/\W/g, "\\$&").replace(/\\\\$/, "[\"'/\\\\]");
}

/**
 * The part of the key's base64 that does not depend on what is before and after the key, for each alignment, in either alphabet
 * (RFC 4648, sections 4 and 5).
 */
function encodings(key: string): string[] {
  return [0, 1, 2].map((offset) =>
    btoa(" ".repeat(offset) + key)
      .slice(offset && offset + 1, Math.floor(((offset + key.length) * 4) / 3))
      .replaceAll("+", "[+-]")
      .replaceAll("/", "[/_]"),
  );
}

/** A parsed body with the API key replaced in strings, numbers and member names. */
export function redactBody(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (typeof value === "number") return redact(`${value}`) === `${value}` ? value : REPLACEMENT;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redactBody(item, redact));
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), redactBody(member, redact)]));
}

/**
 * Turns whatever a `fetch` throws into an error with only name, message, stack, code and cause. Anything else attached to it, such as the
 * request, may show the key.
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

/** Reads a member of a value that may be anything, even an object whose getters throw. */
export function read(value: unknown, name: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[name];
  } catch {
    return undefined;
  }
}
