/** How Prism is started, watched and ended. A test program takes Prism's place. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Prism, type PrismOptions, type PrismProgram, prismFile, startPrism } from "./prism.js";

/** Prism is ready when it listens. */
const READY = `const server = (await import("node:http")).createServer();
await new Promise((done) => server.listen(0, "127.0.0.1", done));`;
/** Ends the program, which the channel to its owner would otherwise keep alive. */
const ENDS = "process.exit();";
const STAYS = "setInterval(() => {}, 60_000);";
const options: PrismOptions = { port: 0, host: "127.0.0.1" };
const prisms: Prism[] = [];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "linq-openapi-prism-"));
});
afterAll(async () => {
  await Promise.all(prisms.map((prism) => prism.stop()));
  await rm(folder, { recursive: true });
});

let programs = 0;

/** Runs this code in place of Prism. */
async function startInstead(code: string, given: Partial<PrismOptions> = {}, limits: Partial<PrismProgram> = {}) {
  const file = join(folder, `${++programs}.mjs`);
  await writeFile(file, code);
  const prism = await startPrism({ ...options, ...given }, { file, ...limits });
  prisms.push(prism);
  return prism;
}

describe("starting Prism", () => {
  test("Prism is told to mock the contract on this port and host, in one process", async () => {
    const log: string[] = [];
    const onLog = (line: string) => log.push(line);
    await startInstead(`console.log(JSON.stringify(process.argv.slice(2))); ${READY} ${STAYS}`, { port: 4567, onLog });
    const args = JSON.parse(log[0] ?? "");
    expect(args.slice(0, 6)).toEqual(["mock", "--host", "127.0.0.1", "--port", "4567", "--multiprocess=false"]);
    expect(args.slice(6)).toEqual(["--verboseLevel", "info", expect.stringMatching(/generated\/openapi\.json$/)]);
  });

  test("startPrism resolves with the URL once Prism listens", async () => {
    const { url } = await startInstead(`${READY} ${STAYS}`);
    expect(await fetch(url, { signal: AbortSignal.timeout(50) }).catch(({ name }) => name)).toBe("TimeoutError");
  });

  test("startPrism turns Prism's log off if nobody reads it", async () => {
    await expect(startInstead(`console.log(process.argv.join(" ")); ${ENDS}`)).rejects.toThrow("--verboseLevel error");
  });

  test("startPrism returns a URL of this machine for a host that is open to others", async () => {
    const { url } = await startInstead(`${READY.replace("127.0.0.1", "0.0.0.0")} ${STAYS}`, { host: "0.0.0.0" });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test("a start that takes too long fails, and leaves no process behind", async () => {
    await expect(startInstead(STAYS, {}, { startLimit: 100 })).rejects.toThrow(
      "Prism did not start within 0.1 seconds.",
    );
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "args"]);
    expect(stdout).not.toContain(join(folder, `${programs}.mjs`));
  });

  test.each<[string, string, string]>([
    ["what Prism wrote", 'console.log("one"); console.error("two");', "Prism exited before it was ready."],
    ["what it wrote to standard output", 'console.log("one\\ntwo");', "Prism exited before it was ready.\none\ntwo"],
    ["what it wrote to standard error", 'console.error("two");', "Prism exited before it was ready.\ntwo"],
    ["that the port is taken", 'console.error("listen EADDRINUSE");', "Port 4567 is taken."],
    ["that the port is not available", 'console.error("listen EACCES");', "Port 4567 is not available to this user."],
  ])("the error about a Prism process that exits early says %s", async (_, code, message) => {
    await expect(startInstead(`${code} ${ENDS}`, { port: 4567 })).rejects.toThrow(message);
  });

  test.each([
    ["starting", 61_234],
    ["stopping", 5_678],
  ])("startPrism leaves no timer behind after %s", async (_, limit) => {
    const [set, clear] = [vi.spyOn(globalThis, "setTimeout"), vi.spyOn(globalThis, "clearTimeout")];
    const prism = await startInstead(`${READY} ${STAYS}`, {}, { startLimit: 61_234, stopLimit: 5_678 });
    await prism.stop();
    const call = set.mock.calls.findIndex(([, ms]) => ms === limit);
    const timer = set.mock.results[call]?.value;
    const cleared = clear.mock.calls.map(([one]) => one);
    vi.restoreAllMocks();
    expect(timer).toBeDefined();
    expect(cleared).toContain(timer);
  });
});

describe("the log of Prism", () => {
  test("the log has every line of both streams, before Prism is ready and after", async () => {
    const log: string[] = [];
    const onLog = (line: string) => log.push(line);
    await startInstead(`console.log("a"); ${READY} console.log("b\\nc"); console.error("d"); ${STAYS}`, { onLog });
    await vi.waitFor(() => expect([...log].sort()).toEqual(["a", "b", "c", "d"]));
  });

  test("Prism's output is read even without onLog, so Prism never blocks", async () => {
    const much =
      'process.stdout.write("x".repeat(2 ** 22), () => process.stderr.write("y".repeat(2 ** 22), () => process.exit()));';
    const { ended } = await startInstead(`${READY} ${much} ${STAYS}`);
    await ended;
  });

  test.each<[string, () => unknown]>([
    [
      "throws",
      () => {
        throw new Error("from onLog");
      },
    ],
    // Vitest fails a run in which a rejection is not handled.
    ["rejects", () => Promise.reject(new Error("from onLog"))],
  ])("an onLog that %s does no harm", async (_, onLog) => {
    const { url, ended } = await startInstead(`console.log("a"); ${READY} console.log("b"); ${ENDS}`, {
      onLog: onLog as () => void,
    });
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await ended;
  });
});

describe("stop", () => {
  test("stop asks Prism to end, waits until it has, and may be called again", async () => {
    const log: string[] = [];
    const polite = 'process.on("SIGTERM", () => { console.log("ending"); process.exit(); });';
    const prism = await startInstead(`${polite} ${READY} ${STAYS}`, { onLog: (line) => log.push(line) });
    await Promise.all([prism.stop(), prism.ended]);
    expect(log.at(-1)).toBe("ending");
    await prism.stop();
  });

  test("stop kills a Prism that does not end within the limit", async () => {
    const deaf = 'process.on("SIGTERM", () => {});';
    const prism = await startInstead(`${deaf} console.log(process.pid); ${READY} ${STAYS}`, {}, { stopLimit: 50 });
    await prism.stop();
    await prism.ended;
  });
});

test("ended settles if Prism ends unexpectedly", async () => {
  const prism = await startInstead(`${READY} ${ENDS}`);
  await prism.ended;
});

test("if Prism is not installed, the error says so, and how to install it", () => {
  const cause = new Error("Cannot find module");
  const missing = () => {
    throw cause;
  };
  expect(() => prismFile(missing)).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(/^This needs Prism, which is not installed\..* npm install .*prism-cli@\S+$/),
      cause,
    }),
  );
});
