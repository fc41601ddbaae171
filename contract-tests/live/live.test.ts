import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, inject, test } from "vitest";
import { servedByReference } from "../checks/fault-checks.js";
import { loadContract } from "../engine/contract.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { ANY_KEY } from "../engine/requests.js";
import { LIMIT } from "../helpers/limit.js";
import { listen } from "../helpers/listen.js";
import { faults } from "../providers/faults.js";
import { serve } from "../providers/provider-server.js";
import { jsonResponse, referenceProvider } from "../providers/reference-provider.js";
import { type LiveRun, runLive } from "./run-live.js";

/** The operations that the reference provider serves. */
const contract = servedByReference(loadContract());
const OTHER_CHAT = "0d1f6f9c-2f6b-4d3f-8b1a-6b8f6d1c9e55";
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});

async function started(provider: (request: HttpRequest) => HttpResponse) {
  const requests: HttpRequest[] = [];
  const server = await serve((request) => {
    requests.push(request);
    return provider(request);
  });
  cleanUp.push(server.stop);
  return { url: server.url, requests };
}

/** A port that speaks no HTTP, but does this with each connection. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  const { url, stop } = await listen(createServer(onConnection));
  cleanUp.push(stop);
  return url;
}

async function live(target: string, options: Partial<LiveRun> = {}) {
  const lines: string[] = [];
  const given = { contract, target, key: ANY_KEY, timeLimit: LIMIT, ...options };
  const findings = await runLive({ ...given, print: (line) => lines.push(line) });
  return { findings, report: lines.join("\n"), titles: findings.map(({ title }) => title) };
}

describe("test:live without findings", () => {
  test("test:live finds nothing wrong with the mock", async () => {
    expect((await live(inject("mockUrl"), { contract: loadContract() })).findings).toEqual([]);
  });

  test("test:live finds nothing wrong with the reference provider", async () => {
    expect((await live((await started(referenceProvider)).url)).findings).toEqual([]);
  });
});

describe("test:live with findings", () => {
  const findable = [
    "a web page for a 401",
    "no error.message",
    "no error.status",
    "accepts a request without credentials",
    "accepts a GET",
  ];

  test.for(faults.filter(({ name }) => findable.includes(name)).map((fault) => [fault.name, fault] as const))(
    "test:live finds the fault: %s",
    async ([, { apply, title }]) => {
      const { url } = await started((request) => apply(referenceProvider(request), request));
      expect((await live(url)).titles).toContain(title);
    },
  );

  test("a finding of test:live has location, expected and actual value, owner and trace id", async () => {
    const { url } = await started((request) => ({
      ...referenceProvider(request),
      status: referenceProvider(request).status === 404 ? 410 : referenceProvider(request).status,
    }));
    const { report } = await live(url);

    expect(report).toMatch(
      /Undocumented HTTP status code\n {2}location {2}leaveChat › an unknown id → 404: status\n {2}expected {2}one of .*404.*\n {2}actual {4}410\n {2}owner {5}provider or spec\n {2}trace id {2}[0-9a-f]{32}/,
    );
  });
});

describe("test:live is safe", () => {
  test("test:live names only chats that do not exist", async () => {
    const { url, requests } = await started(referenceProvider);
    await live(url);

    const statuses = requests.map((request) => referenceProvider(request).status);
    expect(statuses.sort()).toEqual([400, 401, 401, 404, 405]);
  });

  test("test:live never names a chat twice, in one run or in two, for a chat might have that id", async () => {
    const { url, requests } = await started(referenceProvider);
    await live(url);
    await live(url);

    const ids = requests.flatMap(({ path }) => path.match(/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/) ?? []);
    const chats = ids.filter((id) => id.includes("-"));
    expect(chats.length).toBeGreaterThanOrEqual(8);
    expect(new Set(chats).size).toBe(chats.length);
  });

  test("test:live without a key sends only requests that need none", async () => {
    const { url, requests } = await started(referenceProvider);
    const { report, findings } = await live(url, { key: undefined });

    expect(findings).toEqual([]);
    expect(requests.map((request) => referenceProvider(request).status)).toEqual([401, 401]);
    expect(report).toContain(
      "skipped  leaveChat: a malformed id, an unknown id, an undocumented method (set LINQ_API_V3_API_KEY)",
    );
  });

  test("test:live leaves the chat that it is told to leave, and announces it first", async () => {
    const { url, requests } = await started((request) =>
      request.path.includes(OTHER_CHAT) ? jsonResponse(202, { status: "accepted" }) : referenceProvider(request),
    );
    const { report, findings } = await live(url, { leaveChatId: OTHER_CHAT });

    expect(findings).toEqual([]);
    expect(requests.filter(({ path }) => path.includes(OTHER_CHAT))).toHaveLength(1);
    expect(report.indexOf(`Leaving the chat ${OTHER_CHAT}`)).toBeLessThan(report.indexOf("kept"));
  });

  test("test:live does not send the key to the target of a redirect", async () => {
    const other = await started(referenceProvider);
    const { url } = await started(() => ({ status: 307, headers: { location: other.url }, body: "" }));
    const { titles } = await live(url);

    expect(new Set(titles)).toContain("Undocumented HTTP status code");
    expect(other.requests).toEqual([]);
  });

  test("test:live does not print the key, even if the target echoes it", async () => {
    const { url } = await started((request) => jsonResponse(400, `wrong: ${request.headers.authorization}`));
    const { report, findings } = await live(url);

    expect(findings).not.toEqual([]);
    expect(report).not.toContain(ANY_KEY);
  });

  test("test:live waits when the target asks it to", async () => {
    let limited = true;
    const { url, requests } = await started((request) => {
      const first = limited;
      limited = false;
      return first
        ? jsonResponse(429, { error: { status: 429, code: 1007, message: "" } }, { "retry-after": "0" })
        : referenceProvider(request);
    });

    expect((await live(url)).findings).toEqual([]);
    expect(requests).toHaveLength(6);
  });
});

describe("test:live with a broken target", () => {
  test("test:live says so when the target is down", async () => {
    const { url } = await started(referenceProvider);
    await cleanUp.pop()?.();

    expect((await live(url)).report).toContain(`Nothing listens at ${url}: the connection was refused.`);
  });

  test("test:live gives up once, not per request, when the target never responds", async () => {
    const url = await raw(() => {});
    const { report, titles } = await live(url, { timeLimit: 200 });

    expect(titles).toEqual(["No response"]);
    expect(report).toContain("sent no complete response within 0.2 seconds.");
  });

  test("test:live says so when a response breaks off", async () => {
    const url = await raw((socket) => socket.write("HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\n\r\n{"));
    expect((await live(url, { timeLimit: 200 })).report).toContain("sent no complete response");
  });

  test("test:live says so when the target does not speak TLS", async () => {
    const { url } = await started(referenceProvider);
    const { report } = await live(url.replace("http:", "https:"));
    expect(report).toMatch(/does not speak TLS correctly: .*wrong version number/);
  });

  test.for([
    ["not a URL", "api.linqapp.com", "must be a base URL"],
    ["of another protocol", "ftp://127.0.0.1", "must be a base URL"],
    ["a URL with a query", "https://127.0.0.1/?a=b", "must be a base URL"],
    ["plain http to another machine", "http://api.example.com", "must be https"],
  ] as const)("test:live rejects a target that is %s", async ([, target, message]) => {
    await expect(live(target)).rejects.toThrow(message);
  });
});
