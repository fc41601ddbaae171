import { connect } from "node:net";
import { text } from "node:stream/consumers";
import fc from "fast-check";
import { type Mock, startMock } from "linq-openapi/mock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { full, runs } from "../helpers/full-mode.js";
import { prismsOf } from "../helpers/running-processes.js";
import { run, scratchCopy } from "../helpers/scratch-copy.js";
import { closed, listens, printed, start } from "../helpers/started-programs.js";
import { isFromContract } from "../helpers/who-answered.js";

/** Shared by the tests with requests that would kill Prism. */
let shared: Mock;
beforeAll(async () => {
  shared = await startMock({ port: 0 });
});
afterAll(() => shared?.stop());

const leave = (url: string) =>
  fetch(`${url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, {
    method: "POST",
    headers: { authorization: "Bearer key" },
  });

describe.concurrent("startMock", () => {
  test.runIf(full).each(["mock", "sandbox"])("npm run %s says how to install Prism if it is missing", async (name) => {
    const folder = await scratchCopy(
      ["package.json", "generated", "src", "scripts"],
      ["node_modules/tsx", "node_modules/standardwebhooks"],
    );
    const { code, stderr } = await run(folder, "npm", ["run", "--silent", name, "--", "--port", "0"]);

    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(/^This needs Prism, which is not installed\..* npm install .*prism-cli@\S+$/);
  });

  /** A mock's response to a request that `fetch` would not send. */
  function exchange(url: string, line: string, headers: string[]): Promise<string> {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    socket.write([line, "host: x", ...headers, "authorization: Bearer key", "connection: close", "", ""].join("\r\n"));
    return text(socket);
  }
  const leaveLine = "POST /v3/chats/550e8400-e29b-41d4-a716-446655440000/leave HTTP/1.1";

  test.each<[string, string, string[], number]>([
    ["a percent sign that encodes nothing", "POST /v3/chats/%/leave HTTP/1.1", [], 400],
    ["percent escapes that are not UTF-8", "POST /v3/chats/%E0%A4%A/leave HTTP/1.1", [], 400],
    ["an Accept header without a media range", leaveLine, ["accept: ;;;"], 202],
    ["Java's Accept header", leaveLine, ["accept: *"], 202],
    ["an invalid parameter in Accept", leaveLine, ["accept: text/html;q=;;x"], 202],
    ["an invalid Content-Type", leaveLine, ["content-type: garbage"], 202],
    ["an invalid Content-Type, and obeys Prefer", leaveLine, ["content-type: ;", "prefer: code=409"], 409],
  ])("the mock survives %s", async (_, line, headers, status) => {
    expect(await exchange(shared.url, line, headers)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(isFromContract(await leave(shared.url))).toBe(true);
  });

  test("the mock survives whatever is in the path, in Accept and in Content-Type", { timeout: 300_000 }, async () => {
    const part = fc.string({ unit: fc.constantFrom(...'%*/;,=q.0"\\aA-+ \t'), maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(part, part, part, async (path, accept, type) => {
        const line = `POST /v3/chats/${path.replace(/[\s"\\]/g, "%")}/leave HTTP/1.1`;
        const answer = await exchange(shared.url, line, [`accept: ${accept}`, `content-type: ${type}`]);
        expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /);
      }),
      { numRuns: runs(3_000, 100) },
    );
  });

  test.runIf(full)(
    "startMock starts one process even if NODE_ENV is production, and none is left when its owner is killed",
    async () => {
      const program = ["--import", "tsx", "contract-tests/tools/mock-process.ts"];
      const owner = start("env", ["NODE_ENV=production", process.execPath, ...program]);
      const url = (await printed(owner, /\n/)).trim();
      expect(await listens(url)).toBe(true);

      const prisms = await prismsOf(owner.pid);
      expect(prisms).toHaveLength(1);
      expect(await prismsOf(prisms[0])).toEqual([]);

      owner.kill("SIGKILL");
      await closed(url);
    },
  );
});
