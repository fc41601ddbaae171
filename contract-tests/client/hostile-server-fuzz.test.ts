import fc from "fast-check";
import { createLinqClient, type LinqApiError, type LinqError } from "linq-openapi";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readSpec } from "../engine/contract.js";
import { schemaCompiler } from "../engine/resolved-schemas.js";
import { character, runs } from "../helpers/full-mode.js";
import { classOf } from "./broken-responses.js";
import { type HostileServer, head, startHostileServer } from "./hostile-server.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";

let server: HostileServer;
/** What the server sends next before it hangs up. */
let bytes: Uint8Array;

beforeAll(async () => {
  server = await startHostileServer({ generated: (socket) => socket.end(bytes) });
});
afterAll(() => server.stop());

/** The contract's own schemas, without what a TypeScript type cannot express. */
const compile = schemaCompiler(
  JSON.parse(JSON.stringify(readSpec()), (key, value) =>
    ["minimum", "maximum", "format"].includes(key) ? undefined : value,
  ),
);
const conforms = (schema: "ErrorEnvelope" | "LeaveAccepted", body: unknown) =>
  compile(`#/components/schemas/${schema}`)(body);

const text = fc.string({ unit: character });
/** `fc.webUrl` first takes a second to list the characters of Unicode. */
const url = fc.webAuthority().map((authority) => `https://${authority}/`);
const absent = Symbol("absent");
/** Mostly the documented value of a member, sometimes another one, sometimes none. */
const member = (documented: fc.Arbitrary<unknown>) =>
  fc.oneof(
    { weight: 8, arbitrary: documented },
    { weight: 1, arbitrary: fc.jsonValue() },
    { weight: 1, arbitrary: fc.constant(absent) },
  );
const object = (members: Record<string, fc.Arbitrary<unknown>>) =>
  fc.tuple(fc.record(members), fc.dictionary(text, fc.jsonValue(), { maxKeys: 2 })).map(([known, more]) => ({
    ...more,
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== absent)),
  }));

const envelope = object({
  error: member(
    object({
      status: member(fc.integer()),
      code: member(fc.integer()),
      message: member(text),
      doc_url: fc.oneof(fc.constant(absent), member(url)),
      retry_after: fc.oneof(fc.constant(absent), member(fc.nat())),
    }),
  ),
  success: fc.oneof(fc.constant(absent), member(fc.constant(false))),
  trace_id: fc.oneof(fc.constant(absent), member(text)),
});
const success = object({ message: member(text), status: member(text), trace_id: member(text) });

const body = fc.oneof(
  fc.oneof(envelope, success, fc.jsonValue()).map((value) => JSON.stringify(value)),
  envelope.map((value) => JSON.stringify(value).slice(0, -1)),
  text,
);
const answer = fc.record({
  status: fc.oneof(
    fc.integer({ min: 200, max: 599 }).filter((status) => classOf(status) !== "misdirected"),
    fc.constantFrom(202, 400, 409, 429, 500),
  ),
  contentType: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom("application/json", "application/json; charset=utf-8", "application/problem+json"),
    },
    fc.constantFrom(
      "",
      "text/html",
      "text/plain",
      "application/octet-stream",
      "application/jsonp",
      "application/json/x",
    ),
  ),
  retryAfter: fc.oneof(fc.nat().map(String), fc.constantFrom("", "-1", "soon", "1e9", "Fri, 02 Jan 2026 03:05:05 GMT")),
  body,
  /** How the message ends: as announced, or a few bytes off. */
  framing: fc.oneof(
    { weight: 4, arbitrary: fc.constant("exact" as const) },
    fc.constantFrom("cut" as const, "too long" as const, "chunked" as const, "chunks cut" as const, "none" as const),
  ),
});
type HttpResponse = typeof answer extends fc.Arbitrary<infer T> ? T : never;

/** Cases that a short random run may miss: a success, a documented error, a response that is neither, and a truncated one. */
const oneOfEachKind: [HttpResponse][] = (
  [
    [202, '{"status":"accepted"}', "exact"],
    [409, '{"error":{"status":409,"code":2013,"message":"Chat is unavailable"}}', "exact"],
    [502, "Bad Gateway", "exact"],
    [202, '{"status":"accepted"}', "cut"],
  ] as const
).map(([status, body, framing]) => [{ status, contentType: "application/json", retryAfter: "", body, framing }]);

function messageOf({ status, contentType, retryAfter, body, framing }: HttpResponse): Uint8Array {
  const content = Buffer.from(body);
  const headers = { "content-type": contentType, "retry-after": retryAfter, connection: "close" };
  const chunk = `${content.length.toString(16)}\r\n${content.toString("latin1")}\r\n`;
  const end = content.length ? "0\r\n\r\n" : "";
  switch (framing) {
    case "exact":
      return Buffer.concat([Buffer.from(head(status, { ...headers, "content-length": `${content.length}` })), content]);
    case "cut":
      return Buffer.concat([
        Buffer.from(head(status, { ...headers, "content-length": `${content.length + 1}` })),
        content,
      ]);
    case "too long":
      return Buffer.concat([
        Buffer.from(head(status, { ...headers, "content-length": `${content.length}` })),
        content,
        Buffer.from("x"),
      ]);
    case "chunked":
      return Buffer.concat([
        Buffer.from(head(status, { ...headers, "transfer-encoding": "chunked" })),
        Buffer.from(chunk + end, "latin1"),
      ]);
    case "chunks cut":
      return Buffer.concat([
        Buffer.from(head(status, { ...headers, "transfer-encoding": "chunked" })),
        Buffer.from(chunk, "latin1"),
      ]);
    case "none":
      return Buffer.concat([Buffer.from(head(status, headers)), content]);
  }
}

const isJson = (type: string) => /^application\/(problem\+)?json(;.*)?$/.test(type);
function parsed(text: string): unknown {
  try {
    return JSON.parse(
      Buffer.from(text)
        .toString()
        .replace(/^\ufeff/, ""),
    );
  } catch {
    return undefined;
  }
}

test("whatever response arrives, leaveChat resolves with the documented body or rejects with the right typed error", async () => {
  const linq = createLinqClient({
    apiKey: "a-key-of-the-tests",
    baseUrl: server.url("generated", 0),
    maxRetries: 0,
    timeout: 5_000,
  });
  const names = new Map<string, number>();

  await fc.assert(
    fc.asyncProperty(answer, async (given) => {
      bytes = messageOf(given);
      const kind = classOf(given.status);
      const json = isJson(given.contentType) && kind !== "bodiless" ? parsed(given.body) : undefined;

      const result = await linq.leaveChat(chatId).then(
        (body) => ({ name: "accepted", body }),
        (error: unknown) => error as LinqError & { body?: unknown },
      );
      names.set(result.name, (names.get(result.name) ?? 0) + 1);

      expect(result.name).toMatch(/^(accepted|Linq(Api|Response|Connection|Timeout)Error)$/);
      if (result.name === "accepted" || result.name === "LinqApiError") expect(result.body).toEqual(json);
      const isEnvelope = conforms("ErrorEnvelope", json);
      const isSuccess = conforms("LeaveAccepted", json) && (json as { error?: unknown }).error == null;
      if (result.name === "accepted") expect({ kind, isSuccess }).toEqual({ kind: "success", isSuccess: true });
      if (result.name === "LinqApiError")
        expect({ isEnvelope, status: (result as LinqApiError).status }).toEqual({
          isEnvelope: true,
          status: given.status,
        });
      if (given.framing !== "exact") return;
      if (kind === "success" && isSuccess) expect(result.name).toBe("accepted");
      if (kind === "error" && isEnvelope) expect(result.name).toBe("LinqApiError");
    }),
    { numRuns: runs(10_000, 200), examples: oneOfEachKind },
  );

  // Otherwise the property could hold vacuously.
  expect([...names.keys()]).toEqual(
    expect.arrayContaining(["accepted", "LinqApiError", "LinqResponseError", "LinqConnectionError"]),
  );
});

test("no request is sent for an id that is not a UUID", async () => {
  let sent = 0;
  const fetch = async () => {
    sent++;
    return Response.json({});
  };
  const linq = createLinqClient({ apiKey: "a-key-of-the-tests", fetch });
  const nearly = fc
    .tuple(
      fc.uuid(),
      fc.nat(36),
      fc.oneof(
        fc.constantFrom("/", "..", "%2e", "{", "\0", "\n", " ", "g", "-"),
        fc.string({ unit: character, minLength: 1 }),
      ),
    )
    .map(([uuid, at, noise]) => uuid.slice(0, at) + noise + uuid.slice(at));
  const prefixed = fc
    .tuple(fc.constantFrom("urn:uuid:", "{", "../", "./", " ", "\ufeff"), fc.uuid())
    .map((parts) => parts.join(""));
  const id = fc
    .oneof(
      fc.string({ unit: character, maxLength: 50 }),
      nearly,
      prefixed,
      fc.anything(),
      fc.uuid().map((uuid) => [uuid]),
    )
    .filter((value) => typeof value !== "string" || !conformsToParameter(value));

  await fc.assert(
    fc.asyncProperty(id, async (value) => {
      for (const call of [
        () => linq.leaveChat(value as string),
        () => linq.POST("/v3/chats/{chatId}/leave", { params: { path: { chatId: value as string } } }),
      ]) {
        await expect(call()).rejects.toMatchObject({ name: "LinqInputError" });
      }
      expect(sent).toBe(0);
    }),
    { numRuns: runs(10_000, 300) },
  );
});

/** The schema of the parameter in the spec. */
function conformsToParameter(value: string): boolean {
  return compile("#/components/parameters/chatId/schema")(value);
}
