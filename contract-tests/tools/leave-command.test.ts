import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { leaveOutcome } from "../engine/outcomes.js";
import { freePort } from "../helpers/free-port.js";
import { full } from "../helpers/full-mode.js";
import { command } from "../helpers/linq-openapi-command.js";
import { root } from "../helpers/scratch-copy.js";
import { soon } from "../helpers/time-limit.js";
import { type CountingServer, startCountingServer } from "./counting-server.js";

const newIds = (count: number) => Array.from({ length: count }, () => randomUUID() as string);

let folder: string;
let files = 0;
let sandbox: Sandbox;
/** The chats that were left at the sandbox. */
const accepted: string[] = [];
const onLog = (line: string) => line.endsWith("/leave → 202") && accepted.push(line.split("/")[3] ?? "");
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, delay: 0, onLog });
  folder = await mkdtemp(join(tmpdir(), "linq-openapi-leave-"));
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(folder, { recursive: true });
});

const newPath = () => join(folder, `${files++}`);
async function fileOf(lines: string[]): Promise<string> {
  const file = newPath();
  await writeFile(file, lines.map((line) => `${line}\n`).join(""));
  return file;
}

/** Starts a program in its own process, which ends with the test. */
function start(url: string, [program = "", ...args]: string[]): ChildProcess {
  const env = { ...process.env, LINQ_API_V3_API_KEY: "the-key-of-the-tests", LINQ_API_V3_BASE_URL: url };
  const child = spawn(program, args, { cwd: root, env });
  running.add(child);
  child.once("close", () => running.delete(child));
  return child;
}
const running = new Set<ChildProcess>();
afterAll(() => {
  for (const child of running) child.kill("SIGKILL");
});

async function ended(child: ChildProcess, input = "") {
  child.stdin?.on("error", () => {}).end(input);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout as never),
    text(child.stderr as never),
    once(child, "close"),
  ]);
  return { code, stdout, stderr };
}

const leave = (server: { url: string }, args: string[], input?: string) =>
  ended(start(server.url, [...command, "leave", ...args]), input);
const inShell = (server: { url: string }, script: string, ...args: string[]) =>
  ended(start(server.url, ["sh", "-c", script, "sh", ...command, "leave", ...args]));

const results = (stdout: string) =>
  stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
const onceEach = (ids: string[]) => new Map(ids.map((id) => [id, 1]));
const sorted = (map: ReadonlyMap<string, number>) => new Map([...map].sort());

describe.concurrent("linq-openapi leave", () => {
  async function serve(...choose: Parameters<typeof startCountingServer>): Promise<CountingServer> {
    const server = await startCountingServer(...choose);
    servers.push(server);
    return server;
  }
  const servers: CountingServer[] = [];
  afterAll(() => Promise.all(servers.map(({ stop }) => stop())));

  test("linq-openapi leave takes ids from arguments and from a file, and prints a line of JSON for each", async () => {
    const server = await serve();
    const [given, ...listed] = newIds(12) as [string, ...string[]];

    const { code, stdout, stderr } = await leave(server, [given, "--file", await fileOf(listed)]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "12 done, 0 failed.\n" });
    expect(
      results(stdout)
        .map(({ chat_id, outcome }) => [chat_id, outcome])
        .sort(),
    ).toEqual([given, ...listed].map((id) => [id, "accepted"]).sort());
    expect(sorted(server.left)).toEqual(sorted(onceEach([given, ...listed])));
  });

  test.runIf(full)("linq-openapi leave sends the key to other machines over plain http only if allowed", async () => {
    const server = await serve();
    // Reaches this machine, but is not one of its loopback addresses.
    const other = { url: server.url.replace("127.0.0.1", "0.0.0.0") };
    const [id] = newIds(1) as [string];

    expect(await leave(other, [id])).toEqual({
      code: 1,
      stdout: "",
      stderr:
        "LINQ_API_V3_BASE_URL would send the API key in clear text to 0.0.0.0: use https, or pass --allow-insecure-http to allow it\n",
    });
    expect(server.requests.size).toBe(0);
    expect(await leave(other, [id, "--allow-insecure-http"])).toMatchObject({ code: 0 });
    expect(sorted(server.left)).toEqual(onceEach([id]));
  });

  test.runIf(full).each([
    ["if there are no arguments", []],
    ["if the file is -", ["--file", "-"]],
  ])("linq-openapi leave takes ids from standard input %s", async (_, args) => {
    const server = await serve();
    const ids = newIds(3);

    const { code } = await leave(server, args, ids.join("\n"));

    expect(code).toBe(0);
    expect(sorted(server.left)).toEqual(sorted(onceEach(ids)));
  });

  test.runIf(full)("linq-openapi leave leaves a chat once if it is named twice, in upper and lower case", async () => {
    const server = await serve();
    const [id] = newIds(1) as [string];

    const { stdout } = await leave(server, [id, id.toUpperCase(), "--file", await fileOf([id, id])]);

    expect(results(stdout)).toHaveLength(1);
    expect([...server.requests.values()]).toEqual([1]);
  });

  test.runIf(full)("linq-openapi leave counts a chat that is unavailable as done", async () => {
    const server = await serve(() => "chatUnavailable");
    const [id] = newIds(1) as [string];

    const { code, stdout } = await leave(server, [id]);

    expect(code).toBe(0);
    expect(results(stdout)).toMatchObject([{ chat_id: id, outcome: "unavailable" }]);
  });

  test.runIf(full)(
    "linq-openapi leave reports a bad id among good ones without sending it, and leaves the others",
    async () => {
      const server = await serve();
      const ids = newIds(5);

      const { code, stdout, stderr } = await leave(server, ["..", ...ids]);

      expect({ code, stderr }).toEqual({ code: 1, stderr: "5 done, 1 failed.\n" });
      expect(results(stdout).filter(({ outcome }) => outcome === "failed")).toEqual([
        {
          chat_id: "..",
          outcome: "failed",
          error: "LinqInputError",
          message: expect.stringContaining("expected a UUID such as"),
        },
      ]);
      expect(sorted(server.requests)).toEqual(sorted(onceEach(ids)));
    },
  );

  test.runIf(full)(
    "linq-openapi leave reports the status, code and trace id of a refusal, and leaves the other chats",
    async () => {
      const [refused, ...others] = newIds(4) as [string, ...string[]];
      const server = await serve((id) => (id === refused ? "resourceNotFound" : "accepted"));
      const { status, body } = leaveOutcome("resourceNotFound");

      const { code, stdout } = await leave(server, [refused, ...others]);

      expect(code).toBe(1);
      expect(results(stdout).filter(({ outcome }) => outcome === "failed")).toEqual([
        {
          chat_id: refused,
          outcome: "failed",
          error: "LinqApiError",
          status,
          code: body.error?.code,
          message: expect.any(String),
          trace_id: expect.any(String),
        },
      ]);
      expect(sorted(server.left)).toEqual(sorted(onceEach(others)));
    },
  );

  test.runIf(full)(
    "linq-openapi leave stops after one request if the key is refused, and says how many chats remain",
    async () => {
      const server = await serve(() => "unauthorized");

      const { code, stdout, stderr } = await leave(server, ["--file", await fileOf(newIds(1_000))]);

      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toMatch(/^Stopped: 401 \/ 2004 .*\n0 done, 0 failed, 1000 remaining\.\nTo continue, /);
      expect(server.requests.size).toBe(1);
    },
  );

  test.runIf(full)("linq-openapi leave stops if nothing is listening at the target, and says so", async () => {
    const { code, stderr } = await leave({ url: `http://127.0.0.1:${await freePort()}` }, newIds(2));

    expect(code).toBe(2);
    expect(stderr).toContain("ECONNREFUSED");
    expect(stderr).toContain("0 done, 0 failed, 2 remaining.");
  });

  test.runIf(full)(
    "linq-openapi leave leaves every chat once under a rate limit, even one that is refused repeatedly",
    async () => {
      const ids = newIds(100);
      const [, unlucky = ""] = ids;
      const server: CountingServer = await serve((id) => {
        const isRefused = id === unlucky && (server.requests.get(id) ?? 0) <= 6;
        return isRefused ? "rateLimitExceeded" : "accepted";
      });

      const { code, stderr } = await leave(server, ids);

      expect({ code, stderr }).toEqual({ code: 0, stderr: "100 done, 0 failed.\n" });
      expect(sorted(server.left)).toEqual(sorted(onceEach(ids)));
      expect(server.refused).toBe(6);
    },
  );

  test.runIf(full).each([
    ["a call without ids", [], "No chat ids given."],
    ["a file without ids", ["--file", "/dev/null"], "No chat ids given."],
    ["a missing file", ["--file", "/no/such/file"], "/no/such/file cannot be read: there is no such file.\n"],
    ["a folder in place of a file", ["--file", "/"], "/ cannot be read: it is a folder.\n"],
    ["a concurrency of 0", ["--concurrency", "0", "x"], '--concurrency takes a whole number from 1 to 100, not "0".'],
    ["results in a missing folder", ["--resume", "/no/such/file", "x"], "--resume cannot read and write"],
    ["results on a device", ["--resume", "/dev/full", "x"], "--resume takes a regular file"],
    ["an unknown option", ["--fil", "x"], "Unknown option '--fil'"],
  ])("linq-openapi leave refuses %s before any request, without a stack", async (_, args, message) => {
    const server = await serve();

    const { code, stdout, stderr } = await leave(server, args);

    expect({ code, stdout, requests: server.requests.size }).toEqual({ code: 1, stdout: "", requests: 0 });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test.runIf(full)("linq-openapi leave names the variable when the API key is missing", async () => {
    const { code, stdout, stderr } = await inShell(await serve(), 'exec env -u LINQ_API_V3_API_KEY "$@"', "x");

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toBe("No API key: set the environment variable LINQ_API_V3_API_KEY.\n");
  });

  test.runIf(full)(
    "linq-openapi leave refuses to resume from a list of ids, and does not change the file",
    async () => {
      const ids = newIds(2);
      const file = await fileOf(ids);

      const { code, stderr } = await leave(await serve(), [...ids, "--resume", file]);

      expect(code).toBe(1);
      expect(stderr).toContain("--resume takes a file with results of earlier runs");
      expect(await readFile(file, "utf8")).toBe(`${ids.join("\n")}\n`);
    },
  );

  test.runIf(full)("linq-openapi leave stops when the disk for its output is full", async () => {
    const server = await serve();

    const { code, stderr } = await inShell(server, '"$@" > /dev/full', "--file", await fileOf(newIds(1_000)));

    expect(code).toBe(2);
    expect(stderr).toContain("Stopped: Cannot write the results to standard output: ENOSPC");
    expect(server.requests.size).toBe(1);
  });

  test.runIf(full)(
    "linq-openapi leave stops when the disk for its results is full, and continues when there is space again",
    async () => {
      const server = await serve();
      const ids = newIds(50);
      const args = ["--file", await fileOf(ids), "--resume", newPath()];

      // No file may grow beyond this many blocks.
      const stopped = await inShell(server, `trap "" XFSZ; ulimit -f 2; "$@"`, ...args);
      expect(stopped.code).toBe(2);
      expect(stopped.stderr).toMatch(/Cannot write the results to \S+: EFBIG/);
      expect(server.requests.size).toBeLessThan(ids.length);

      const { code } = await leave(server, args);
      expect(code).toBe(0);
      expect(sorted(server.left)).toEqual(sorted(onceEach(ids)));
    },
  );

  test.runIf(full)("linq-openapi leave stops when nobody reads its output any more", async () => {
    const server = await serve();
    const ids = newIds(2_000);

    const { stdout, stderr } = await inShell(server, '"$@" | head -n 1', "--file", await fileOf(ids));

    expect(results(stdout)).toHaveLength(1);
    expect(stderr).toContain("Stopped: Cannot write the results to standard output: it was closed.");
    expect(server.requests.size).toBeLessThan(ids.length);
  });

  test("linq-openapi leave ends cleanly on Ctrl-C, says what remains, and continues with --resume", async () => {
    let isStuck = true;
    const ids = newIds(20);
    const server = await serve((id) => (isStuck && ids.indexOf(id) >= 12 ? "none" : "accepted"));
    const args = ["--file", await fileOf(ids), "--resume", newPath(), "--concurrency", "4"];

    const child = start(server.url, [...command, "leave", ...args]);
    const outcome = ended(child);
    await vi.waitFor(() => expect(server.requests.size).toBe(16), soon);
    child.kill("SIGINT");
    const { code, stdout, stderr } = await outcome;

    expect(code).toBe(130);
    expect(results(stdout)).toHaveLength(12);
    expect(stderr.split("\n")).toEqual([
      "Stopped by SIGINT.",
      "12 done, 0 failed, 8 remaining.",
      "The outcome of these chats is unknown; they may have been left:",
      ...ids.slice(12, 16).map((id) => `  ${id}`),
      "To continue, run the same command again.",
      "",
    ]);

    isStuck = false;
    const rest = await leave(server, args);
    expect({ code: rest.code, stderr: rest.stderr }).toEqual({
      code: 0,
      stderr: "8 done, 0 failed, 12 skipped, already done.\n",
    });
    expect(sorted(server.left)).toEqual(sorted(onceEach(ids)));
    expect(ids.slice(0, 12).map((id) => server.requests.get(id))).toEqual(Array(12).fill(1));
  });

  test.runIf(full)("linq-openapi leave accepts its earlier output as the results to resume from", async () => {
    const server = await serve();
    const ids = newIds(4);
    const { stdout } = await leave(server, ids.slice(0, 2));
    const file = newPath();
    await writeFile(file, stdout);

    const { stdout: rest } = await leave(server, [...ids, "--resume", file]);

    expect(results(rest).map(({ chat_id }) => chat_id)).toEqual(ids.slice(2));
    expect([...server.requests.values()]).toEqual([1, 1, 1, 1]);
  });

  test.runIf(full)(
    "linq-openapi leave loses no chat and leaves none twice if it is killed at any moment and repeated",
    async () => {
      const ids = newIds(100);
      const args = ["--file", await fileOf(ids), "--resume", newPath(), "--concurrency", "4"];
      for (const moment of [1, 30, 60]) {
        const child = start(sandbox.url, [...command, "leave", ...args]);
        const outcome = ended(child);
        await vi.waitFor(() => expect(accepted.length).toBeGreaterThanOrEqual(moment), soon);
        child.kill("SIGKILL");
        await outcome;
      }
      expect((await leave(sandbox, args)).code).toBe(0);
      expect(accepted.sort()).toEqual(ids.sort());
    },
  );

  test("linq-openapi leave draws its progress in terminals only, in fewer than 80 columns", async () => {
    const ids = newIds(3);
    const server = await serve((id) => (id === ids[2] ? "none" : "accepted"));
    const script = 'stty cols 80; exec "$@" > /dev/null';
    const program = ["sh", "-c", script, "sh", ...command, "leave", ...ids].map((word) => `'${word}'`).join(" ");

    const child = start(server.url, ["script", "--quiet", "--flush", "--return", "--command", program, "/dev/null"]);
    let screen = "";
    child.stdout?.on("data", (chunk) => {
      screen += chunk;
    });
    await vi.waitFor(() => expect(screen).toMatch(/2 of 3 done, 0 failed, \S+ per second, \d+ s left/), soon);
    child.kill("SIGKILL");

    expect(screen.split("\r").every((line) => line.replace("\u001b[K", "").length < 80)).toBe(true);
  });

  test("the help for linq-openapi leave fits a screen, and names its options and variables", async () => {
    const { code, stdout } = await leave({ url: "" }, ["--help"]);
    const lines = stdout.trimEnd().split("\n");

    expect(code).toBe(0);
    expect(lines.length).toBeLessThan(24);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    for (const option of ["--file", "--resume", "--concurrency", "--allow-insecure-http"])
      expect(stdout).toContain(option);
    for (const variable of ["LINQ_API_V3_API_KEY", "LINQ_API_V3_BASE_URL"]) expect(stdout).toContain(variable);
    expect(stdout).toContain("after a #");
  });
});
