import { connect, createServer } from "node:net";
import { type Mock, startMock } from "linq-openapi/mock";
import { afterAll, describe, expect, test } from "vitest";
import { listen } from "../helpers/listen.js";
import { prismsOf } from "../helpers/processes.js";
import { run, scratchCopy } from "../helpers/scratch-copy.js";
import { closed, listens, printed, start } from "../helpers/started-programs.js";
import { isFromContract } from "../helpers/who-answered.js";

const mocks: Mock[] = [];
afterAll(() => Promise.all(mocks.map((mock) => mock.stop())));

async function mockForTest(...options: Parameters<typeof startMock>): Promise<Mock> {
  const mock = await startMock(...options);
  mocks.push(mock);
  return mock;
}

const leave = (url: string) =>
  fetch(`${url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, {
    method: "POST",
    headers: { authorization: "Bearer key" },
  });

describe.concurrent("startMock", () => {
  test("startMock serves the contract on a free port of this machine only, and its port is free after stop", async () => {
    const log: string[] = [];
    const mock = await mockForTest({ port: 0, onLog: (line) => log.push(line) });

    expect(new URL(mock.url).hostname).toBe("127.0.0.1");
    expect(isFromContract(await leave(mock.url))).toBe(true);
    expect(log.join("\n")).toContain("Request received");

    await mock.stop();
    expect(await listens(mock.url)).toBe(false);
    await mock.ended;
    await mock.stop();
  });

  test("startMock says that a port is taken, and what to do", async () => {
    const { port, stop } = await listen(createServer());

    await expect(startMock({ port })).rejects.toThrow(
      `Port ${port} is taken. Stop what listens there, or choose another`,
    );
    await stop();
  });

  test.each([-1, 1.5, 65_536, Number.NaN, "4010" as never, null as never])(
    "startMock rejects the port %o",
    async (port) => {
      await expect(startMock({ port })).rejects.toThrow("must be a whole number from 0 to 65535, not");
    },
  );

  test.each(["mock", "sandbox"])("npm run %s says how to install Prism where it is missing", async (name) => {
    const folder = await scratchCopy(
      ["package.json", "generated", "src", "scripts"],
      ["node_modules/tsx", "node_modules/standardwebhooks"],
    );
    const { code, stderr } = await run(folder, "npm", ["run", "--silent", name]);

    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(
      new RegExp(`^The ${name} needs Prism, which is not installed\\..* npm install .*prism-cli@\\S+$`),
    );
  });

  test("ended settles when Prism ends by itself", async () => {
    const mock = await mockForTest({ port: 0 });

    // Prism 5.14 ends at a path that cannot be decoded. fetch would not send it.
    const { hostname, port } = new URL(mock.url);
    connect(Number(port), hostname)
      .on("error", () => {})
      .end("POST /v3/chats/%/leave HTTP/1.1\r\nhost: localhost\r\n\r\n");

    await mock.ended;
    expect(await listens(mock.url)).toBe(false);
  });

  test("startMock starts one process, though NODE_ENV is production", async () => {
    const program = ["--import", "tsx", "contract-tests/tools/mock-owner.ts"];
    const owner = start("env", ["NODE_ENV=production", process.execPath, ...program]);
    const url = (await printed(owner, /\n/)).trim();

    const prisms = await prismsOf(owner.pid);
    expect(prisms).toHaveLength(1);
    expect(await prismsOf(prisms[0])).toEqual([]);

    owner.kill("SIGKILL");
    await closed(url);
  });

  test("startMock leaves no Prism behind when its process is killed", async () => {
    const owner = start(process.execPath, ["--import", "tsx", "contract-tests/tools/mock-owner.ts"]);
    const url = (await printed(owner, /\n/)).trim();
    expect(await listens(url)).toBe(true);

    owner.kill("SIGKILL");

    await closed(url);
  });
});
