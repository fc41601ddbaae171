/** API keys, how servers spell them when they echo them, and whether text shows one. For property tests. */
import fc from "fast-check";

const LONGEST_KEY = 64;
export const key = fc.oneof(
  fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCodePoint(code)),
    minLength: 8,
    maxLength: LONGEST_KEY,
  }),
  fc.constantFrom(
    "sk/live+abcdef&12345",
    "sk_live_0123456789abcdef",
    'a"b\\c"d\\e',
    "<key>&'key'",
    "//////////",
    "12345678",
    "live%41b&amp;c\\u0041d",
  ),
);

const hex = (character: string) => character.charCodeAt(0).toString(16);
const NAMES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "+": "&plus;",
  "/": "&sol;",
  "=": "&equals;",
  "[": "&lbrack;",
  "\\": "&bsol;",
};
/** How programs write a character. Backslash escapes occur only in JSON. */
const spellings: ((character: string) => string)[] = [
  (character) => character,
  (character) => `%${hex(character)}`,
  (character) => `%${hex(character).toUpperCase()}`,
  (character) => `&#${character.charCodeAt(0)};`,
  (character) => `&#x${hex(character)};`,
  (character) => `&#X${hex(character).toUpperCase()};`,
  (character) => NAMES[character] ?? character,
];
const jsonString = (text: string) => JSON.stringify(text).slice(1, -1);
const inJson = [
  ...spellings.map((spell) => (character: string) => jsonString(spell(character))),
  (character: string) => `\\u00${hex(character)}`,
  (character: string) => `\\u00${hex(character).toUpperCase()}`,
  (character: string) => (character === "/" ? "\\/" : jsonString(character)),
];
/** How a server may encode everything that it quotes. */
const quotings: ((text: string) => string)[] = [
  jsonString,
  encodeURIComponent,
  (text) => text.replace(/[&<>"']/g, (character) => NAMES[character] ?? ""),
];
const wholes: ((text: string) => string)[] = ["base64", "base64url"].flatMap((encoding) =>
  ["", "Bearer ", "u:", "me:"].map(
    (before) => (text: string) => Buffer.from(before + text).toString(encoding as BufferEncoding),
  ),
);

/** The spelling of each character, or of the whole key. */
const spelling = fc.oneof(
  { weight: 3, arbitrary: fc.array(fc.nat(), { minLength: LONGEST_KEY, maxLength: LONGEST_KEY }) },
  { weight: 1, arbitrary: fc.nat(inJson.length - 1).map((one) => [one]) },
  fc.constantFrom(...wholes),
);
type Spelling = typeof spelling extends fc.Arbitrary<infer T> ? T : never;

function spell(text: string, how: Spelling, ways: typeof spellings): string {
  if (typeof how === "function")
    return [...how(text)].map((one) => (ways === inJson && one === "/" ? "\\/" : one)).join("");
  return [...text].map((one, at) => ways[(how[at % how.length] ?? 0) % ways.length]?.(one)).join("");
}

/** How a server echoes the key: its spelling in JSON, its spelling in other text, and how both are quoted. */
export const echo = fc.tuple(spelling, spelling, fc.array(fc.constantFrom(...quotings), { maxLength: 2 }));
type Echo = typeof echo extends fc.Arbitrary<infer T> ? T : never;

/** The key as `json`, to put between quotation marks, and as any other `text`. */
export function echoed(apiKey: string, [jsonSpelling, textSpelling, quoted]: Echo): { json: string; text: string } {
  const text = quoted.reduce((text, quote) => quote(text), spell(apiKey, textSpelling, spellings));
  const json = spell(quoted.length > 0 ? text : apiKey, jsonSpelling, inJson);
  return { json, text };
}

const ESCAPES =
  /\\u00(?<u>[\da-f]{2})|%(?<percent>[\da-f]{2})|&#x(?<x>[\da-f]+);|&#(?<decimal>\d+);|&(?<name>[a-z]+);|\\(?<plain>["'/\\])/gi;
const CHARACTERS = Object.fromEntries(Object.entries(NAMES).map(([character, name]) => [name, character]));

function decoded(text: string): string {
  return text.replace(ESCAPES, (all, ...rest) => {
    const { u, percent, x, decimal, plain } = rest.at(-1) as Record<string, string | undefined>;
    const digits = u ?? percent ?? x;
    if (plain) return plain;
    if (digits) return String.fromCodePoint(Number.parseInt(digits, 16));
    return decimal ? String.fromCodePoint(Number(decimal)) : (CHARACTERS[all.toLowerCase()] ?? all);
  });
}

/** How many times quoted text may be escaped: three times by the server, and once more by `JSON.stringify` and `inspect`. */
const DEEPEST = 6;

/** Whether the key can be read in the text after decoding. */
export function shows(text: string, apiKey: string): boolean {
  const readings = [text];
  for (let depth = 0; depth < DEEPEST; depth++) readings.push(decoded(readings.at(-1) ?? ""));
  return [...new Set(readings)].some(
    (one) =>
      one.includes(apiKey) ||
      (one.match(/[\w+/-]{8,}/g) ?? []).some((part) => Buffer.from(part, "base64").toString("latin1").includes(apiKey)),
  );
}
