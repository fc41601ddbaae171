/** The promise that no report shows the API key, however a deployment echoes it. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import fc from "fast-check";
import { createRedactor } from "linq-openapi";
import { afterAll, expect, test } from "vitest";
import { servedByReference } from "../checks/fault-checks.js";
import { loadContract } from "../engine/contract.js";
import { full, runs } from "../helpers/full-mode.js";
import { echo, echoed, key, shows } from "../helpers/key-spellings.js";
import { listen } from "../helpers/listen.js";
import { redactorFor, withoutKey } from "./hide-key.js";
import {
  findingsOf,
  type Report,
  toGithubAnnotations,
  toHtml,
  toJson,
  toJunit,
  toText,
  withBaseline,
} from "./index.js";
import { judge } from "./judge-traffic.js";
import type { VerifyOptions } from "./options.js";
import { verify } from "./verify-deployment.js";

const contract = servedByReference(loadContract());
const CHAT = "550e8400-e29b-41d4-a716-446655440000";
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-key-"));
const traffic = join(folder, "traffic.ndjson");
afterAll(() => rm(folder, { recursive: true }));

interface Reply {
  status: number;
  statusText?: string;
  headers: Record<string, string>;
  body: string;
}

const json = { "content-type": "application/json" };
const traced = { ...json, "x-trace-id": "a".repeat(32) };

/** What a deployment that has seen the key may send. `json` goes between quotation marks. */
const replies: Record<string, (json: string, text: string) => Reply> = {
  "a documented success": (json) => ({
    status: 202,
    headers: traced,
    body: `{"message":"${json}","${json}":"${json}"}`,
  }),
  "a documented error": (inJson, text) => ({
    status: 401,
    statusText: text,
    headers: { ...json, "x-trace-id": text, "x-echo": text },
    body: `{"error":{"status":401,"code":2004,"message":"no ${inJson}"},"trace_id":"${inJson}"}`,
  }),
  "an error with the key in every member": (json, text) => ({
    status: 400,
    headers: { ...traced, "x-trace-id": text },
    body: `{"error":{"status":"${json}","code":"${json}","message":["${json}",{"${json}":1}],"doc_url":{"a":"${json}"}}}`,
  }),
  "an error with the key in place of a number": (json) => ({
    status: 400,
    headers: traced,
    body: `{"error":{"status":400,"code":${/^[1-9]\d*$/.test(json) ? json : `"${json}"`},"message":"m"}}`,
  }),
  "the key as a trace id in the body": (inJson) => ({
    status: 404,
    headers: json,
    body: `{"error":{"status":404,"code":2001,"message":1},"trace_id":"${inJson}"}`,
  }),
  "the key as the whole body": (json) => ({ status: 400, headers: traced, body: `"${json}"` }),
  "truncated JSON": (json) => ({ status: 400, headers: traced, body: `{"error":{"message":"${json}"` }),
  "an undocumented status": (json, text) => ({ status: 299, statusText: text, headers: traced, body: `["${json}"]` }),
  "an undocumented content type": (json, text) => ({
    status: 400,
    headers: { ...traced, "content-type": `text/${text}` },
    body: json,
  }),
  "an undocumented charset": (_, text) => ({
    status: 400,
    headers: { ...traced, "content-type": `application/json; charset=${text}` },
    body: "{}",
  }),
  "a gateway's page": (_, text) => ({
    status: 502,
    headers: { "content-type": "text/html" },
    body: `<pre>Authorization: Bearer ${text}</pre>`,
  }),
  "a problem document": (json) => ({
    status: 401,
    headers: { "content-type": "application/problem+json" },
    body: `{"title":"${json}"}`,
  }),
  "a redirect": (_, text) => ({ status: 307, headers: { location: `/${text}` }, body: text }),
};
const reply = fc.tuple(fc.constantFrom(...Object.keys(replies)), echo);
type Chosen = typeof reply extends fc.Arbitrary<infer T> ? T : never;
const replied = (apiKey: string, [name, how]: Chosen) => {
  const { json, text } = echoed(apiKey, how);
  return replies[name]?.(json, text) as Reply;
};

/** Everything that verify and judge can print or write about a report whose findings are new, accepted or outdated. */
function outputsOf(report: Report): Record<string, string> {
  const entries = findingsOf(report).map(({ title, location }) => {
    return { title, location, reason: "Ticket 7", date: "2026-11-25" };
  });
  const reports = [report, withBaseline(report, entries), withBaseline({ ...report, results: [] }, entries)];
  const formats = { toText, toJson, toJunit, toHtml, toGithubAnnotations };
  return Object.fromEntries(
    Object.entries(formats).map(([name, format]) => [name, reports.flatMap(format).join("\n")]),
  );
}

function expectHidden(apiKey: string, outputs: Record<string, string>): void {
  const leaks = Object.entries(outputs).filter(([, output]) => shows(output, apiKey));
  expect(leaks).toEqual([]);
}

/** Everything that verify prints about a deployment that sends these replies in turn. */
async function verified(given: Reply[], options: Partial<VerifyOptions> & { apiKey: string }) {
  let sent = 0;
  const server = createServer((_, response) => {
    const { status, statusText = "", headers, body } = given[sent++ % given.length] as Reply;
    response.writeHead(status, statusText, headers).end(body);
  });
  const { url, stop } = await listen(server);
  const lines: string[] = [];
  // The key is in the base URL too, as if the wrong shell variable had been used.
  const all = {
    url: `${url}/${encodeURIComponent(options.apiKey)}`,
    mock: false,
    onProgress: (line: string) => lines.push(line),
    ...options,
  };
  const report = await verify(all, contract).finally(stop);
  return { ...outputsOf(report), progress: lines.join("\n") };
}

test("no output of verify shows the API key, however a deployment echoes it", async () => {
  await fc.assert(
    fc.asyncProperty(key, fc.array(reply, { minLength: 8, maxLength: 12 }), async (apiKey, chosen) => {
      const given = chosen.map((one) => replied(apiKey, one));
      expectHidden(apiKey, await verified(given, { apiKey, known: { groupChatsOnly: CHAT } }));
    }),
    { numRuns: runs(300, 3) },
  );
});

test("no output of verify shows the API key, however the webhook of a leave echoes it", async () => {
  const accepted = { status: 202, headers: traced, body: "{}" };
  const deliveries: ((json: string) => string)[] = [
    (json) => `{"event_type":"participant.removed","event_id":["${json}"],"data":{"handle":{"${json}":1}}}`,
    (json) => `{"event_type":"participant.removed","data":["${json}"]}`,
    (json) => `{"event_type":"participant.removed","data":"${json}"}`,
  ];
  await fc.assert(
    fc.asyncProperty(key, echo, fc.constantFrom(...deliveries), async (apiKey, how, delivery) => {
      const body = delivery(echoed(apiKey, how).json);
      const options = { apiKey, leaveChatId: CHAT, webhookBody: async () => body };
      expectHidden(apiKey, await verified([accepted], options));
    }),
    { numRuns: runs(300, 4) },
  );
});

test("no output of judge shows the API key, however the traffic echoes it", async () => {
  const credentials = fc.constantFrom<(apiKey: string) => string>(
    (apiKey) => `Bearer ${apiKey}`,
    (apiKey) => `bearer  ${apiKey}`,
    (apiKey) => apiKey,
    (apiKey) => `Basic ${btoa(`user:${apiKey}`)}`,
  );
  await fc.assert(
    fc.asyncProperty(key, credentials, reply, echo, async (apiKey, authorization, chosen, how) => {
      const url = `https://api.example.com/v3/chats/${CHAT}/leave?echo=${echoed(apiKey, how).text}`;
      const request = { method: "POST", url, headers: { authorization: authorization(apiKey), "x-echo": apiKey } };
      await writeFile(traffic, JSON.stringify({ request, response: replied(apiKey, chosen) }));
      expectHidden(apiKey, outputsOf(await judge({ traffic }, contract)));
    }),
    { numRuns: runs(3_000, 15) },
  );
});

test.each([
  [
    "values, member names and numbers",
    '{"a":["\\u0031%32345678"],"12345678":1.2345678e7}',
    '{"[API key]":"[API key]","a":["[API key]"]}',
  ],
  ["a member that is overwritten", '{"a":"12345678","a":1}', '{"a":1}'],
  ["text that is not JSON", "no 1%32345678", "no [API key]"],
])("the API key is replaced in %s, and JSON stays JSON", (_, body, expected) => {
  const message = { method: "POST", path: "/?a=1%32345678", headers: { "x-a": "12345678" }, body };
  const replaced = { ...message, path: "/?a=[API key]", headers: { "x-a": "[API key]" }, body: expected };
  expect(withoutKey(message, createRedactor("12345678"))).toEqual(replaced);
});

test.each([
  ["Bearer", (apiKey: string) => `Bearer ${apiKey}`],
  ["Basic", (apiKey: string) => `Basic ${btoa(`user:${apiKey}`)}`],
])("a key of 2 MiB with which a recorded request was sent is replaced: %s", (_, authorization) => {
  const apiKey = "sk-live-".repeat(2 ** 18);
  const redact = redactorFor({ method: "POST", path: "/", headers: { authorization: authorization(apiKey) } });
  expect(redact(`no ${apiKey}`)).toBe("no [API key]");
});

test("credentials of 2 MiB that do not end with a key are read in linear time", () => {
  const authorization = `Bearer ${"a".repeat(2 ** 21)}é`;
  const redact = redactorFor({ method: "POST", path: "/", headers: { authorization } });
  expect(redact("no key")).toBe("no key");
});

test("a body without the API key is not changed, not even its spaces", () => {
  const message = { status: 200, headers: {}, body: '{ "a": "\\u0041%41", "a": 1.0 }' };
  expect(withoutKey(message, createRedactor("12345678"))).toEqual(message);
});

test("a finding that cuts a long value shows no part of the API key", async () => {
  const apiKey = "sk_live_0123456789abcdefghijklmnop";
  for (let length = 150; length < 210; length += full ? 1 : 11) {
    const body = JSON.stringify({ error: ["x".repeat(length) + apiKey] });
    const outputs = await verified([{ status: 400, headers: traced, body }], { apiKey });
    expect(Object.values(outputs).join("\n")).not.toContain(apiKey.slice(0, 8));
  }
});

test("no output of verify shows the API key if it is the name of a host that does not resolve", async () => {
  const apiKey = "sk-live-0123456789abcdef";
  const options = { url: `https://${apiKey}.invalid`, mock: false, apiKey };
  expectHidden(apiKey, outputsOf(await verify(options, contract)));
});

test.for([
  ["its base URL", { url: "https://127.0.0.1/?key=KEY" }],
  ["a password of its base URL", { url: "https://user:KEY@127.0.0.1" }],
  ["a chat to leave", { leaveChatId: "KEY" }],
  ["the name of a known error", { known: { KEY: CHAT } }],
] as const)("verify does not show the API key if it is given by mistake as %s", async ([, options]) => {
  const apiKey = "sk/live+abcdef&12345";
  const mistaken = JSON.parse(JSON.stringify(options).replaceAll("KEY", apiKey));
  const error = await verify({ url: "http://127.0.0.1:9", mock: false, apiKey, ...mistaken }, contract).catch(
    (error: Error) => error,
  );
  expect(error).toMatchObject({ name: "UsageError" });
  expect(shows(inspect(error), apiKey)).toBe(false);
});
