import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { leaveOutcomes } from "../engine/outcomes.js";
import { full } from "../helpers/full-mode.js";
import { root, run, scratchCopy } from "../helpers/scratch-copy.js";

describe.runIf(full).concurrent("npm start", () => {
  test("npm start shows every documented response, then each step of a leave, and has colours in terminals only", async () => {
    const { code, stdout, stderr } = await run(root, "npm", ["run", "--silent", "start"]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect([...stdout.matchAll(/^✓ {2}(\w+)/gm)].map(([, name]) => name).sort()).toEqual(
      leaveOutcomes.map(({ name }) => name).sort(),
    );
    expect(stdout).not.toContain("\u001b");
    expect(stdout.split("\n").slice(-8)).toEqual([
      'You leave a chat. Linq accepts that and responds: "Leave group chat queued".',
      "You are out, and Linq calls your webhook: participant.removed, signature valid.",
      "But your work on the event fails: your database is down. You respond with 500.",
      "So Linq redelivers the event, and this time your work succeeds.",
      expect.stringMatching(/^Your work is done, so confirmLeave resolves: you left at [\d:]{8} UTC\.$/),
      'You leave again. Linq responds with 409 / 2013: "This chat is unavailable".',
      "That is permanent, so the client does not retry. It throws a LinqApiError.",
      "",
    ]);
  });

  test("npm start fits a terminal of 80 columns", async () => {
    // In CI, Node assumes a terminal without colours.
    const command = "stty cols 80; exec env -u CI -u NO_COLOR TERM=xterm npm run --silent start";
    const inTerminal = ["-qec", command, "/dev/null"];
    const { code, stdout } = await run(root, "script", inTerminal);

    expect(code).toBe(0);
    expect(stdout).toContain("\u001b");
    const lines = stripVTControlCharacters(stdout).split("\r\n");
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(/^✓ {2}unauthorized +401 \/ 2004 +1 +Unauthorized - .*…$/));
  });

  test("npm start fails and shows the difference when a response is not as documented", async () => {
    const folder = await scratchCopy(
      ["package.json", "tsconfig.json", "generated", "src", "scripts"],
      ["node_modules"],
    );
    const served = join(folder, "generated/openapi.json");
    await writeFile(served, (await readFile(served, "utf8")).replace("Resource not found", "No such resource"));

    const { code, stdout } = await run(folder, "npm", ["run", "--silent", "start"]);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ {2}resourceNotFound/m);
    expect(stdout).toContain("resourceNotFound: message is 'No such resource', but 'Resource not found' is documented");
    expect(stdout.match(/^✗/gm)).toHaveLength(1);
  });
});
