import { inspect } from "node:util";
import fc from "fast-check";
import { createLinqClient, LinqError } from "linq-openapi";
import { expect, test } from "vitest";
import { runs } from "../helpers/full-mode.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";
const params = { path: { chatId } };

const LONGEST_KEY = 64;
const key = fc.oneof(
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

/** What a server that has seen the key sends, or a `fetch` throws. */
const echoes: Record<string, (json: string, text: string) => Response | Error> = {
  "a documented error": (json, text) =>
    new Response(
      `{"error":{"status":401,"code":2004,"message":"no ${json}","doc_url":"${json}","${json}":["${json}"]},"trace_id":"${json}","${json}":{"seen":"a ${json} b"},"number":${/^[1-9]\\d*$/.test(json) ? json : 0}}`,
      { status: 401, statusText: text, headers: { "content-type": "application/json", "x-trace-id": text } },
    ),
  "a documented error with the key in place of a number": (json) =>
    new Response(
      `{"error":{"status":429,"code":${/^[1-9]\d*$/.test(json) ? json : 1007},"message":"m","retry_after":${json}}}`,
      {
        status: 429,
        headers: { "content-type": "application/json" },
      },
    ),
  "a documented error without a trace id": (_, text) =>
    Response.json(
      { error: { status: 401, code: 2004, message: "m" } },
      { status: 401, headers: { "x-trace-id": text, "x-echo": `a ${text}` } },
    ),
  "truncated JSON": (json) =>
    new Response(`{"error":{"message":"${json}"`, { status: 502, headers: { "content-type": "application/json" } }),
  "undocumented JSON": (json, text) =>
    new Response(`{"${json}":"${json}"}`, {
      status: 202,
      headers: { "content-type": `text/plain; echo=${text}`, "x-trace-id": text },
    }),
  "a gateway's page": (_, text) =>
    new Response(`<pre>Authorization: Bearer ${text}</pre>`, { status: 502, headers: { "content-type": "text/html" } }),
  "an error": (_, text) =>
    Object.assign(new TypeError(`failed with ${text}`, { cause: Object.assign(new Error(text), { code: text }) }), {
      name: `Error of ${text}`,
      request: { authorization: text },
    }),
};

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
function shows(text: string, apiKey: string): boolean {
  const readings = [text];
  for (let depth = 0; depth < DEEPEST; depth++) readings.push(decoded(readings.at(-1) ?? ""));
  return [...new Set(readings)].some(
    (one) =>
      one.includes(apiKey) ||
      (one.match(/[\w+/-]{8,}/g) ?? []).some((part) => Buffer.from(part, "base64").toString("latin1").includes(apiKey)),
  );
}

const everything = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null, breakLength: 1e9 };

test("no call reveals the API key, however a server echoes it", async () => {
  await fc.assert(
    fc.asyncProperty(
      key,
      spelling,
      spelling,
      fc.array(fc.constantFrom(...quotings), { maxLength: 2 }),
      fc.constantFrom(...Object.keys(echoes)),
      fc.boolean(),
      async (apiKey, jsonSpelling, textSpelling, quoted, echo, hasMiddleware) => {
        const text = quoted.reduce((text, quote) => quote(text), spell(apiKey, textSpelling, spellings));
        const json = quoted.length > 0 ? spell(text, jsonSpelling, inJson) : spell(apiKey, jsonSpelling, inJson);
        const attempts: unknown[] = [];
        let seen = "";
        const fetch = async () => {
          const given = echoes[echo]?.(json, text) as Response | Error;
          if (given instanceof Error) throw given;
          return given;
        };
        const linq = createLinqClient({ apiKey, fetch, maxRetries: 0, onAttempt: (attempt) => attempts.push(attempt) });
        const onResponse = async ({ response }: { response: Response }) => {
          seen = await response.clone().text();
        };
        if (hasMiddleware) linq.use({ onResponse });

        const thrown = await linq.leaveChat(chatId).then(
          () => expect.unreachable(),
          (error: Error) => error,
        );
        expect(thrown).toBeInstanceOf(LinqError);
        const posted = await linq.POST(path, { params }).catch((error: Error) => ({ error }));
        expect(posted.error).toBeDefined();

        const response = "response" in posted ? posted.response : undefined;
        if (!hasMiddleware) seen = (await response?.clone().text()) ?? "";
        const texts = {
          message: thrown.message,
          String: String(thrown),
          stack: `${thrown.stack}`,
          JSON: JSON.stringify([thrown, posted, linq, attempts]),
          inspect: inspect([thrown, posted, linq, attempts], everything),
          seen,
          headers: JSON.stringify([...(response?.headers ?? [])]),
        };
        for (const [name, text] of Object.entries(texts)) {
          expect({ name, text, shows: shows(text, apiKey) }).toEqual({ name, text, shows: false });
        }
      },
    ),
    { numRuns: runs(10_000, 200) },
  );
});

test.each(["accepted", "12345678", "trace_id", "Leave group chat queued".replaceAll(" ", "-")])(
  "a success is returned unchanged, even with the API key %j in it",
  async (apiKey) => {
    const text = `{"message":"Bearer ${apiKey}","status":"accepted","trace_id":"${apiKey}","${apiKey}x":12345678,"n":[12345678,"${apiKey}"]}`;
    const fetch = async () => new Response(text, { status: 202, headers: { "content-type": "application/json" } });
    const linq = createLinqClient({ apiKey, fetch });
    const expected = JSON.parse(text);

    expect(await linq.leaveChat(chatId)).toEqual(expected);
    expect((await linq.POST(path, { params })).data).toEqual(expected);
    expect((await linq.POST(path, { params, parseAs: "text" })).data).toBe(text);
    linq.use({ onResponse: () => {} });
    expect(await linq.leaveChat(chatId)).toEqual(expected);
  },
);

test("a key that is not a valid header value is rejected, and the error does not show it", () => {
  const bad = fc
    .tuple(fc.string({ minLength: 8 }), fc.constantFrom("\n", "\r", " ", "\0", "é", "\u007f"), fc.string())
    .map((parts) => parts.join(""));

  fc.assert(
    fc.property(bad, (apiKey) => {
      let error: unknown;
      try {
        createLinqClient({ apiKey });
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ name: "LinqInputError" });
      expect(inspect(error, { showHidden: true })).not.toContain(apiKey);
    }),
    { numRuns: runs(2_000, 100) },
  );
});
