import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { full } from "../helpers/full-mode.js";
import { command, linqOpenapi } from "../helpers/linq-openapi-command.js";
import { listen } from "../helpers/listen.js";
import { root, run } from "../helpers/scratch-copy.js";
import { closed, listens, printed, signalGroup, start } from "../helpers/started-programs.js";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe.concurrent("linq-openapi", () => {
  test("linq-openapi lists its commands", async () => {
    const { code, stdout } = await linqOpenapi();

    expect(code).toBe(0);
    expect(stdout).toContain("Usage: linq-openapi <command> [options]");
    expect(stdout).toMatch(/^ {2}mock +\S/m);
  });

  test("linq-openapi --version prints the version", async () => {
    expect(await linqOpenapi("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("linq-openapi help <command> fits a screen", async () => {
    const { code, stdout } = await linqOpenapi("help", "sandbox");
    const lines = stdout.trimEnd().split("\n");

    expect(code).toBe(0);
    expect(lines.length).toBeLessThanOrEqual(24);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
  });

  test.each(["mock", "sandbox"])("linq-openapi %s says in one line that its port is taken", async (command) => {
    const { port, stop } = await listen(createServer());
    const { code, stdout, stderr } = await linqOpenapi(command, "--port", `${port}`);
    await stop();

    const cure = "Stop the program that is listening there, or choose another port; 0 picks a free one.";
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `Port ${port} is taken. ${cure}\n` });
  });

  test.each([
    ["mock", "no.such.host.invalid", "The host no.such.host.invalid cannot be resolved."],
    ["sandbox", "203.0.113.9", "203.0.113.9 is not an address of this machine."],
  ])("linq-openapi %s says in one line that it cannot listen on the host %s", async (command, host, problem) => {
    const { code, stdout, stderr } = await linqOpenapi(command, "--port", "0", "--host", host);

    const cure = "Choose an address of this machine, such as 127.0.0.1; 0.0.0.0 listens on all of them.";
    expect({ code, stdout, stderr }).toEqual({ code: 1, stdout: "", stderr: `${problem} ${cure}\n` });
  });

  test.runIf(full)("linq-openapi sandbox --host warns if other machines can reach it, and serves there", async () => {
    const sandbox = [...command, "sandbox", "--port", "0", "--host", "0.0.0.0"];
    const printedText = await printed(start("sh", ["-c", 'exec "$@" 2>&1', "sh", ...sandbox]), /Stop it with Ctrl-C/);
    const url = /running at (http:\/\/127\.0\.0\.1:\d+)\. Try/.exec(printedText)?.[1];

    expect(printedText).toContain("Warning: the sandbox is listening on 0.0.0.0.");
    expect((await fetch(`${url}/sandbox`)).status).toBe(200);
  });

  test("linq-openapi mock --help explains its options", async () => {
    const { code, stdout } = await linqOpenapi("mock", "--help");

    expect(code).toBe(0);
    expect(stdout).toContain("--port <number>");
  });

  test.each([
    [["toString"], 'Unknown command "toString".'],
    [["mock", "--port", "http"], '--port takes a whole number from 0 to 65535, not "http".'],
    [["mock", "--prot", "4010"], "Unknown option '--prot'. `linq-openapi mock --help` lists the options."],
  ])("linq-openapi rejects %j and says why, without a stack", async (args, message) => {
    const { code, stdout, stderr } = await linqOpenapi(...args);

    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe.concurrent("linq-openapi mock", () => {
  test.runIf(full).each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "linq-openapi mock stops Prism and exits cleanly on %s",
    async (signal) => {
      const [program, ...args] = command;
      const mock = start(program, [...args, "mock", "--port", "0"]);
      const url = /The mock is running at (\S+)\. Try/.exec(await printed(mock, /Stop it with Ctrl-C/))?.[1] ?? "";

      mock.kill(signal);

      expect(await once(mock, "close")).toEqual([0, null]);
      expect(await listens(url)).toBe(false);
    },
  );
});

describe.concurrent("npm run mock", () => {
  async function mock() {
    const npm = start("npm", ["run", "--silent", "mock", "--", "--port", "0"]);
    const text = await printed(npm, /Stop it with Ctrl-C/);
    return { npm, text, url: /The mock is running at (\S+)\. Try/.exec(text)?.[1] ?? "" };
  }

  test("npm run mock prints three curl commands that work, and leaves nothing behind after Ctrl-C", async () => {
    const { npm, text, url } = await mock();
    const curls = text.match(/^curl .*/gm) ?? [];

    const answers = await Promise.all(curls.map((curl) => run(root, "sh", ["-c", curl])));
    expect(answers.map(({ stdout }) => stdout.split("\r\n")[0])).toEqual([
      "HTTP/1.1 202 Accepted",
      "HTTP/1.1 409 Conflict",
      "HTTP/1.1 401 Unauthorized",
    ]);

    signalGroup(npm, "SIGINT");
    await once(npm, "close");
    expect(await listens(url)).toBe(false);
  });

  test.runIf(full).each(["SIGTERM", "SIGKILL"] as const)(
    "npm run mock leaves no Prism behind when npm gets %s",
    async (signal) => {
      const { npm, url } = await mock();
      expect(await listens(url)).toBe(true);

      npm.kill(signal);

      await closed(url);
    },
  );
});
