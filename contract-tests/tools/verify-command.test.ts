/** The commands `linq-openapi verify` and `linq-openapi judge`: their flags, outputs and exit codes. */
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { describe, expect, inject, test } from "vitest";
import { freePort } from "../helpers/free-port.js";
import { full } from "../helpers/full-mode.js";
import { command, linqOpenapi } from "../helpers/linq-openapi-command.js";
import { listen } from "../helpers/listen.js";
import { root, run, scratchCopy } from "../helpers/scratch-copy.js";

const exchange = (status: number) =>
  JSON.stringify({
    request: {
      method: "POST",
      url: "https://api.example.com/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave",
      headers: { authorization: "Bearer sk-live-abcdefgh" },
    },
    response: {
      status,
      headers: { "content-type": "application/json", "x-trace-id": "0".repeat(32) },
      body: { message: "sk-live-abcdefgh" },
    },
  });

/** A folder with traffic that conforms to the contract, traffic that does not, and the given files. */
async function traffic(files: Record<string, string> = {}): Promise<(name: string) => string> {
  const folder = await scratchCopy([]);
  const all = { "kept.ndjson": exchange(202), "broken.ndjson": exchange(299), ...files };
  for (const [name, content] of Object.entries(all)) await writeFile(join(folder, name), content);
  return (name) => join(folder, name);
}

describe.concurrent("linq-openapi verify", () => {
  test.runIf(full)(
    "linq-openapi verify exits with 0 for the mock, and says that it told the mock which responses to return",
    async () => {
      const { code, stdout } = await linqOpenapi("verify", inject("mockUrl"));

      expect(code, stdout).toBe(0);
      expect(stdout).toContain("The mock was told which responses to return");
      expect(stdout).toMatch(/^Changes {3}nothing but what the mock itself remembers$/m);
    },
  );

  test.runIf(full)("linq-openapi verify exits with 1 for a target that is not this API", async () => {
    const server = await listen(createServer((_, response) => void response.end("<html>")));
    const { code, stdout } = await linqOpenapi("verify", server.url);
    await server.stop();

    expect(code).toBe(1);
    expect(stdout).toContain("Undocumented HTTP status code");
  });

  test("linq-openapi verify exits with 3 for a target that is down", async () => {
    const { code, stdout } = await linqOpenapi("verify", `http://127.0.0.1:${await freePort()}`);

    expect(code).toBe(3);
    expect(stdout).toContain("the connection was refused");
  });

  test.runIf(full).for([
    [[], "verify takes a base URL."],
    [["http://api"], "The API key would be sent to api unencrypted. Use https, or pass --allow-insecure-http."],
    [["https://api.linqapp.com/api/partner"], "is Linq's production API. Nothing was sent."],
    [["http://127.0.0.1:9", "--known", "x"], "--known takes <name>=<id>"],
    [["http://127.0.0.1:9", "--timeout", "soon"], "--timeout takes a number of seconds"],
    [["http://127.0.0.1:9", "--webhook-port", "1"], "secret in LINQ_WEBHOOK_SECRET"],
    [["http://127.0.0.1:9", "--leaf", "x"], "Unknown option '--leaf'"],
    [["http://127.0.0.1:9", "--baseline", "nowhere"], "--baseline nowhere cannot be read: there is no such file."],
    [["http://127.0.0.1:9", "--baseline", "src"], "--baseline src cannot be read: it is a folder."],
    [["http://127.0.0.1:9", "--json", "/nowhere/a"], "--json /nowhere/a cannot be written: its folder does not exist."],
    [["http://127.0.0.1:9", "--junit", "src"], "--junit src cannot be written: it is a folder; add a file name."],
    [["http://127.0.0.1:9", "--html", "LICENSE/a"], "--html LICENSE/a cannot be written: its folder does not exist."],
  ] as const)("linq-openapi verify exits with 2 for %j", async ([args, message]) => {
    const { code, stdout, stderr } = await linqOpenapi("verify", ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe.concurrent("linq-openapi judge", () => {
  test.runIf(full)(
    "linq-openapi judge exits with 0 for traffic that conforms to the contract, and shows its coverage",
    async () => {
      const { code, stdout } = await linqOpenapi("judge", (await traffic())("kept.ndjson"));

      expect(code, stdout).toBe(0);
      expect(stdout).toMatch(/responses +1 of 10/);
    },
  );

  test.runIf(full)(
    "linq-openapi judge exits with 1 for a deviation, and writes it as JSON, JUnit and HTML without the key",
    async () => {
      const path = await traffic();
      const files = ["json", "junit", "html"].flatMap((format) => [`--${format}`, path(format)]);
      const { code, stdout } = await linqOpenapi("judge", path("broken.ndjson"), ...files);

      expect(code).toBe(1);
      expect(stdout).toContain("Undocumented HTTP status code");
      for (const format of ["json", "junit", "html"]) {
        const content = await readFile(path(format), "utf8");
        expect(content).toContain("Undocumented HTTP status code");
        expect(content + stdout).not.toContain("sk-live-abcdefgh");
      }
    },
  );

  test.runIf(full)("linq-openapi judge prints only the report on standard output if it is written there", async () => {
    const { stdout, stderr } = await linqOpenapi("judge", (await traffic())("broken.ndjson"), "--json", "-");

    expect(JSON.parse(stdout)).toMatchObject({ exitCode: 1, accepted: [] });
    expect(stderr).toContain("1 deviation from the contract");
  });

  test.runIf(full)(
    "linq-openapi judge accepts what the baseline accepts, and exits with 4 when an entry is outdated",
    async () => {
      const entry = {
        title: "Undocumented HTTP status code",
        location: "leaveChat › 299: status",
        reason: "Ticket 7",
        date: "2026-11-25",
      };
      const path = await traffic({ "baseline.json": JSON.stringify([entry]) });
      const baseline = ["--baseline", path("baseline.json")];

      expect((await linqOpenapi("judge", path("broken.ndjson"), ...baseline)).code).toBe(0);
      const { code, stdout } = await linqOpenapi("judge", path("kept.ndjson"), ...baseline);
      expect(code).toBe(4);
      expect(stdout).toContain(`outdated  ${entry.title} at ${entry.location}`);
    },
  );

  test.runIf(full)("linq-openapi judge annotates each deviation on GitHub Actions", async () => {
    const [program, main] = command;
    const args = [main, "judge", (await traffic())("broken.ndjson")];
    const { stdout } = await run(root, program, args, { GITHUB_ACTIONS: "true" });

    expect(stdout).toContain("::error title=Undocumented HTTP status code::");
  });

  test.runIf(full).for([
    ["a call without a file", () => [], "judge takes a HAR or NDJSON file"],
    ["a missing file", () => ["nowhere.har"], "nowhere.har cannot be read: there is no such file."],
    ["a folder", () => ["src"], "src cannot be read: it is a folder."],
    ["a broken file", (path: (name: string) => string) => [path("other.har")], "is a broken HAR file"],
    ["a broken line", (path: (name: string) => string) => [path("other.ndjson")], /^Line 2 of .* is not JSON\. Pass /],
  ] as const)("linq-openapi judge exits with 2 for %s", async ([, args, message]) => {
    const path = await traffic({
      "other.har": '{"log":{"entries":[{',
      "other.ndjson": `${exchange(202)}\n{`,
    });
    const { code, stderr } = await linqOpenapi("judge", ...args(path));

    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });

  test.runIf(full && existsSync("/dev/full"))(
    "linq-openapi judge exits with 2 if a report cannot be written completely",
    async () => {
      const { code, stdout, stderr } = await linqOpenapi(
        "judge",
        (await traffic())("kept.ndjson"),
        "--json",
        "/dev/full",
      );

      expect(code).toBe(2);
      expect(stdout).toContain("No deviations from the contract");
      expect(stderr).toBe("--json /dev/full cannot be written: the disk is full.\n");
    },
  );

  test.runIf(full)("linq-openapi judge exits with 2 if nobody reads the report on standard output", async () => {
    const judge = [...command, "judge", (await traffic())("kept.ndjson"), "--json", "-"];
    const { stderr } = await run(root, "sh", ["-c", '{ "$@"; echo "exit code $?" >&2; } | true', "sh", ...judge]);

    expect(stderr).toMatch(/\n--json - cannot be written: nobody reads it any more\.\nexit code 2\n$/);
  });

  test.runIf(full)("linq-openapi judge exits with 3 for traffic for another API", async () => {
    const path = await traffic({ "other.ndjson": exchange(202).replace("/leave", "/join") });
    const { code, stdout } = await linqOpenapi("judge", path("other.ndjson"));

    expect(code).toBe(3);
    expect(stdout).toContain("belongs to this API: no request matches POST /v3/chats/{chatId}/leave.");
  });
});

test.runIf(full)("the line of NDJSON in the help for linq-openapi judge is an exchange that it reads", async () => {
  const { stdout: help } = await linqOpenapi("help", "judge");
  const line = /^ *(\{.*\})$/m.exec(help)?.[1]?.replace("https://…", JSON.parse(exchange(202)).request.url) ?? "";
  const { code, stdout } = await linqOpenapi("judge", (await traffic({ "help.ndjson": line }))("help.ndjson"));

  expect(code, stdout).toBe(1);
});

test.each(["verify", "judge"])(
  "the help for linq-openapi %s names its options, --help included, and fits in 24 lines of 80 columns with room for a prompt",
  async (name) => {
    const { code, stdout } = await linqOpenapi("help", name);
    expect(code).toBe(0);
    const lines = stdout.split("\n");
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
    for (const option of ["json", "junit", "html", "baseline", "help"]) expect(stdout).toContain(`--${option}`);
  },
);
