import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { servedByReference } from "../checks/fault-checks.js";
import { providerChecks } from "../checks/provider-checks.js";
import { loadContract } from "../engine/contract.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { faults } from "../providers/provider-faults.js";
import { referenceProvider } from "../providers/reference-provider.js";
import { toHar } from "./har.js";
import { exitCode, findingsOf, toText } from "./index.js";
import { judge } from "./judge-traffic.js";

const contract = servedByReference(loadContract());
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-traffic-"));
afterAll(() => rm(folder, { recursive: true }));

const BASE = "https://api.example.com/api/partner";
const LEAVE = `${BASE}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`;
const KEY = "sk-live-abcdefgh";

/** The exchanges between the suite and the reference provider. */
const recorded: { request: HttpRequest; response: HttpResponse }[] = [];
for (const { run } of providerChecks(contract, { exact: false })) {
  await run(async (request) => {
    const response = referenceProvider(request);
    recorded.push({ request, response });
    return response;
  });
}

async function judged(content: string, name = "traffic.har") {
  const traffic = join(folder, name);
  await writeFile(traffic, content);
  const report = await judge({ traffic }, contract);
  const findings = findingsOf(report);
  return { report, findings, text: toText(report), titles: findings.map(({ title }) => title) };
}

const accepted = {
  status: 202,
  headers: { "content-type": "application/json", "x-trace-id": "a".repeat(32) },
  body: "{}",
};
const request = { method: "POST", path: LEAVE.slice(BASE.length), headers: { authorization: `Bearer ${KEY}` } };
const line = (response: object, url = LEAVE) =>
  JSON.stringify({ request: { method: "POST", url, headers: request.headers }, response });

test("judge finds nothing in the reference provider's traffic, and counts what it shows", async () => {
  const { report, findings, text } = await judged(toHar(BASE, recorded));
  expect(findings).toEqual([]);
  expect(text).toMatch(/responses +10 of 10/);
  expect(exitCode(report)).toBe(0);
});

test("judge counts nothing as accepted if the traffic has only refusals", async () => {
  const refused = recorded.filter(({ response }) => response.status >= 400);
  const { report } = await judged(toHar(BASE, refused));
  const covered = Object.fromEntries(report.coverage.map(({ name, covered }) => [name, covered]));
  expect(covered).toMatchObject({ "parameters, accepted": 0, security: 0 });
  expect(covered.responses).toBeGreaterThan(0);
});

describe("faults in recorded traffic", () => {
  // Only the sender of the request knows which error was expected.
  const visible = faults.filter(({ title }) => title !== "Response differs from the documented example");
  test.for(visible.map((fault) => [fault.name, fault] as const))(
    "judge finds the fault in recorded traffic: %s",
    async ([, { apply, title }]) => {
      const faulty = recorded.map(({ request, response }) => ({
        request,
        response: apply(response, request),
        before: response,
      }));
      // The first has credentials; without any, judge reports nothing about them.
      const changed = faulty.filter(({ response, before }, at) => at === 0 || response !== before);
      const { report, titles } = await judged(toHar(BASE, changed));
      expect(titles).toContain(title);
      expect(exitCode(report)).toBe(1);
    },
  );
});

describe("judge reads", () => {
  test("judge reads NDJSON whose bodies and headers are objects", async () => {
    const { titles, findings } = await judged(`${line({ ...accepted, body: { message: 1 } })}\n\n`, "traffic.ndjson");
    expect(titles).toEqual(["Response violates schema"]);
    expect(findings[0]).toMatchObject({ location: "leaveChat › 202: body/message", actual: "1 in exchange 1" });
  });

  test("judge reads bodies in base64", async () => {
    const content = { encoding: "base64", text: Buffer.from('{"message":1}').toString("base64") };
    const { titles } = await judged(line({ ...accepted, body: undefined, content }), "traffic.ndjson");
    expect(titles).toEqual(["Response violates schema"]);
  });

  test("judge reads exchanges without a body, and notes that it checks only status and headers", async () => {
    const { body: _, ...bodiless } = accepted;
    const { text, titles } = await judged(
      [line(bodiless), line({ ...bodiless, headers: { "x-trace-id": "none" } })].join("\n"),
      "traffic.ndjson",
    );
    expect(titles).toEqual(["Header violates schema", "Undocumented content type"]);
    expect(text).toContain("Without a recorded body: 2. Only their status and headers were checked.");
  });

  test("judge finds nothing wrong with exchanges without credentials, as browsers export them", async () => {
    const { headers: _, ...rest } = JSON.parse(line(accepted)).request;
    const { text, titles } = await judged(JSON.stringify({ request: rest, response: accepted }), "traffic.ndjson");
    expect(titles).toEqual([]);
    expect(text).toContain("No recorded request has credentials");
  });
});

test.for([
  ["HAR", `\uFEFF${toHar(BASE, [{ request, response: accepted }])}`],
  ["NDJSON", `\uFEFF${line(accepted)}\r\n${line(accepted)}\r\n`],
] as const)("judge reads %s with a byte order mark and Windows line endings", async ([, content]) => {
  const { titles, report } = await judged(content);
  expect(titles).toEqual([]);
  expect(report.results).toHaveLength(1);
});

test("judge reads a pipe", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const [report] = await Promise.all([judge({ traffic: pipe }, contract), writeFile(pipe, line(accepted))]);
  expect(report.results).toHaveLength(1);
});

test.for([
  ["a malformed escape", `${BASE}/v3/chats/%E0%A4%A/leave`, {}, ["Accepts invalid requests"]],
  ["an Accept header that would crash Prism", LEAVE, { accept: ";;;" }, []],
  ["the scheme of its token in lower case", LEAVE, { authorization: "bearer sk-live-abcdefgh" }, []],
  ["a non-ASCII token", LEAVE, { authorization: "Bearer ☃☃☃☃☃☃☃☃" }, []],
  [
    "a non-ASCII password",
    LEAVE,
    { authorization: `Basic ${Buffer.from("a:☃☃☃").toString("base64")}` },
    ["Accepts requests without authentication"],
  ],
  ["an invalid content type", LEAVE, { "content-type": "garbage" }, ["Accepts invalid requests"]],
] as const)("judge survives a request with %s", async ([, url, headers, expected]) => {
  const sent = { method: "POST", url, headers: { ...request.headers, ...headers } };
  expect((await judged(JSON.stringify({ request: sent, response: accepted }))).titles).toEqual(expected);
});

test("judge survives a response with an invalid content type", async () => {
  const { titles } = await judged(line({ ...accepted, headers: { ...accepted.headers, "content-type": "garbage" } }));
  expect(titles).toEqual(["Undocumented content type"]);
});

test("judge survives a response that is nested 200,000 levels deep", async () => {
  const { titles } = await judged(line({ ...accepted, body: "[".repeat(200_000) + "]".repeat(200_000) }));
  expect(titles).toEqual(["Response violates schema"]);
});

test("judge counts requests that got no response, and finds nothing in them", async () => {
  const { titles, text } = await judged(line({ status: 0, headers: [], content: {} }), "traffic.ndjson");
  expect(titles).toEqual([]);
  expect(text).toContain("Without a response: 1.");
});

test("judge does not redact a short token, which occurs in ordinary words", async () => {
  const headers = { authorization: "Bearer s" };
  const content = JSON.stringify({
    request: { ...request, url: LEAVE, headers },
    response: { ...accepted, body: '{"message":1}' },
  });
  const { findings } = await judged(content, "traffic.ndjson");
  expect(findings[0]?.location).toBe("leaveChat › 202: body/message");
});

test("judge shows no API key, though the traffic is full of it", async () => {
  const echo = {
    ...accepted,
    headers: { ...accepted.headers, "x-trace-id": KEY },
    body: JSON.stringify({ message: [KEY] }),
  };
  const { report, titles } = await judged(line(echo, `${LEAVE}?key=${KEY}`), "traffic.ndjson");
  expect(titles).toContain("Response violates schema");
  expect(JSON.stringify(report)).not.toContain(KEY);
});

test("judge reports a finding once, with a count, if it recurs in several exchanges", async () => {
  const bad = line({ ...accepted, status: 299 });
  const { findings } = await judged(`${bad}\n`.repeat(250), "traffic.ndjson");
  expect(findings).toHaveLength(1);
  expect(findings[0]?.actual).toBe("299 in exchange 1, and in 249 more");
});

describe("traffic that judge cannot use", () => {
  test.for(["/v1/users", "/login?next=/v3/chats/1/leave"])(
    "judge fails with a clear message if the traffic is for another API: %s",
    async (path) => {
      const { report } = await judged(line(accepted, `https://api.example.com${path}`), "traffic.ndjson");
      expect(report.problem).toMatch(/No exchange in .*traffic\.ndjson belongs to this API: no request matches POST/);
      expect(exitCode(report)).toBe(3);
    },
  );

  test.for([
    ["is a truncated HAR file", '{"log":{"entries":[{"request":', /is a broken HAR file/],
    ["is neither HAR nor NDJSON", "GET / HTTP/1.1", /Line 1 of .* is not JSON\. Pass a HAR file, or NDJSON/],
    ["is a HAR file without entries", '{"log":{"entries":{}}}', /is a broken HAR file/],
    ["is one endless line", `{"request":"${"x".repeat(20 * 2 ** 20)}`, /has a line of more than 16 MiB/],
    ["holds something else", '{"name":"Ann"}', /Entry 1 of .* is not an exchange: request must be an object\. Pass/],
    ["is a list", '["Ann"]', /is not an exchange: request must be an object\./],
    ["has no response", '{"request":{"method":"POST","url":"/"}}', /: response must be an object\./],
    ["has no method", '{"request":{"url":"https://a.example"},"response":{}}', /: request\.method must be a string\./],
    ["has a URL that is only a path", line(accepted, "/v3/chats/1/leave"), /: request\.url must be an absolute URL\./],
    ["has no URL", '{"request":{"method":"POST"},"response":{}}', /: request\.url must be an absolute URL\./],
  ] as const)("judge fails with a clear message if the traffic %s", async ([, content, message]) => {
    await expect(judged(content)).rejects.toThrow(message);
  });

  test("judge fails with a clear message if the traffic is missing", async () => {
    await expect(judge({ traffic: join(folder, "nothing.har") }, contract)).rejects.toThrow(
      "The traffic cannot be read",
    );
  });
});
