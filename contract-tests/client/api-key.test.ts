import { inspect } from "node:util";
import fc from "fast-check";
import { createLinqClient, LinqError } from "linq-openapi";
import { expect, test } from "vitest";
import { runs } from "../helpers/full-mode.js";
import { echo, echoed, key, shows } from "../helpers/key-spellings.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";
const params = { path: { chatId } };

/** What a server that has seen the key sends, or a `fetch` throws. */
const responses: Record<string, (json: string, text: string) => Response | Error> = {
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

const everything = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null, breakLength: 1e9 };

test("no call reveals the API key, however a server echoes it", async () => {
  await fc.assert(
    fc.asyncProperty(
      key,
      echo,
      fc.constantFrom(...Object.keys(responses)),
      fc.boolean(),
      async (apiKey, how, name, hasMiddleware) => {
        const { json, text } = echoed(apiKey, how);
        const attempts: unknown[] = [];
        let seen = "";
        const fetch = async () => {
          const given = responses[name]?.(json, text) as Response | Error;
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
