import { type AddressInfo, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, inject, test } from "vitest";
import { witnessed } from "../checks/vendor-checks.js";
import { loadContract } from "../engine/contract.js";
import type { Answer, Request } from "../engine/exchange.js";
import { ANY_KEY } from "../engine/requests.js";
import { lies } from "../providers/faults.js";
import { serve } from "../providers/provider-server.js";
import { answer, honest } from "../providers/reference-provider.js";
import { type LiveRun, runLive } from "./target.js";

/** What the tests' own providers serve. */
const contract = witnessed(loadContract());
const OTHER_CHAT = "0d1f6f9c-2f6b-4d3f-8b1a-6b8f6d1c9e55";
const cleanUp: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of cleanUp.splice(0)) await end();
});

async function started(provider: (request: Request) => Answer) {
  const asked: Request[] = [];
  const server = await serve((request) => {
    asked.push(request);
    return provider(request);
  });
  cleanUp.push(server.stop);
  return { url: server.url, asked };
}

/** A port that speaks no HTTP, but does this with each connection. */
async function raw(onConnection: (socket: Socket) => void): Promise<number> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    return new Promise((resolve) => server.close(() => resolve()));
  });
  return (server.address() as AddressInfo).port;
}

async function live(target: string, options: Partial<LiveRun> = {}) {
  const lines: string[] = [];
  const findings = await runLive({ contract, target, key: ANY_KEY, ...options, print: (line) => lines.push(line) });
  return { findings, report: lines.join("\n"), causes: findings.map(({ cause }) => cause) };
}

describe("test:live finds nothing against", () => {
  test("the plain mock", async () => {
    expect((await live(inject("mockUrl"), { contract: loadContract() })).findings).toEqual([]);
  });

  test("an honest provider", async () => {
    expect((await live((await started(honest)).url)).findings).toEqual([]);
  });
});

describe("test:live finds", () => {
  const askable = [
    "a web page for a 401",
    "no error.message",
    "no error.status",
    "accepts a request without credentials",
    "accepts a GET",
  ];

  test.for(lies.filter(({ name }) => askable.includes(name)).map((lie) => [lie.name, lie] as const))(
    "%s",
    async ([, { tell, cause }]) => {
      const { url } = await started((request) => tell(honest(request), request));
      expect((await live(url)).causes).toContain(cause);
    },
  );

  test("the place, the promise, the answer, the trace id and the one to blame", async () => {
    const { url } = await started((request) => ({
      ...honest(request),
      status: honest(request).status === 404 ? 410 : honest(request).status,
    }));
    const { report } = await live(url);

    expect(report).toMatch(
      /undocumented status at leaveChat › an id that nothing has → 404: status\n {2}expected {2}one of .*404.*\n {2}got {7}410\n {2}blame {5}provider or spec\n {2}trace id {2}[0-9a-f]{32}/,
    );
  });
});

describe("test:live does no harm", () => {
  test("and names only chats that do not exist", async () => {
    const { url, asked } = await started(honest);
    await live(url);

    const answers = asked.map((request) => honest(request).status);
    expect(answers.sort()).toEqual([400, 401, 401, 404, 405]);
  });

  test("without a key, and asks what needs none", async () => {
    const { url, asked } = await started(honest);
    const { report, findings } = await live(url, { key: undefined });

    expect(findings).toEqual([]);
    expect(asked.map((request) => honest(request).status)).toEqual([401, 401]);
    expect(report).toContain(
      "not asked  leaveChat: a malformed id, an unknown id, an undocumented method (set LINQ_API_V3_API_KEY)",
    );
  });

  test("but leaves the chat that it is told to leave, and says so before", async () => {
    const { url, asked } = await started((request) =>
      request.path.includes(OTHER_CHAT) ? answer(202, { status: "accepted" }) : honest(request),
    );
    const { report, findings } = await live(url, { leaveChatId: OTHER_CHAT });

    expect(findings).toEqual([]);
    expect(asked.filter(({ path }) => path.includes(OTHER_CHAT))).toHaveLength(1);
    expect(report.indexOf(`Will leave the chat ${OTHER_CHAT}`)).toBeLessThan(report.indexOf("kept"));
  });

  test("and does not take the key along to where a redirect points", async () => {
    const other = await started(honest);
    const { url } = await started(() => ({ status: 307, headers: { location: other.url }, body: "" }));
    const { causes } = await live(url);

    expect(new Set(causes)).toContain("undocumented status");
    expect(other.asked).toEqual([]);
  });

  test("and does not print the key, though the target does", async () => {
    const { url } = await started((request) => answer(400, `wrong: ${request.headers.authorization}`));
    const { report, findings } = await live(url);

    expect(findings).not.toEqual([]);
    expect(report).not.toContain(ANY_KEY);
  });

  test("and waits when the target asks it to", async () => {
    let limited = true;
    const { url, asked } = await started((request) => {
      const first = limited;
      limited = false;
      return first
        ? answer(429, { error: { status: 429, code: 1007, message: "" } }, { "retry-after": "0" })
        : honest(request);
    });

    expect((await live(url)).findings).toEqual([]);
    expect(asked).toHaveLength(6);
  });
});

describe("test:live ends with a clear message when the target", () => {
  test("is down", async () => {
    const { url } = await started(honest);
    await cleanUp.pop()?.();

    expect((await live(url)).report).toContain(`Nobody listens at ${url}: the connection was refused.`);
  });

  test("never answers, after its time limit and not once for each request", async () => {
    const port = await raw(() => {});
    const { report, causes } = await live(`http://127.0.0.1:${port}`, { timeLimit: 200 });

    expect(causes).toEqual(["no answer"]);
    expect(report).toContain("gave no whole answer within 0.2 seconds.");
  });

  test("stops in the middle of its answer", async () => {
    const port = await raw((socket) => socket.write("HTTP/1.1 401 Unauthorized\r\ncontent-length: 100\r\n\r\n{"));
    expect((await live(`http://127.0.0.1:${port}`, { timeLimit: 200 })).report).toContain("gave no whole answer");
  });

  test("does not speak TLS", async () => {
    const { url } = await started(honest);
    const { report } = await live(url.replace("http:", "https:"));
    expect(report).toMatch(/does not speak TLS as it should: .*wrong version number/);
  });

  test.for([
    ["no URL", "api.linqapp.com", "has to be a base URL"],
    ["another protocol", "ftp://127.0.0.1", "has to be a base URL"],
    ["a query", "https://127.0.0.1/?a=b", "has to be a base URL"],
    ["plain http to elsewhere", "http://api.example.com", "has to be https"],
  ] as const)("is %s", async ([, target, message]) => {
    await expect(live(target)).rejects.toThrow(message);
  });
});
