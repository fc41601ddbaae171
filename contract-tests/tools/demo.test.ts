import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { leaveOutcomes } from "../engine/outcomes.js";
import { full } from "../helpers/runs.js";
import { root, run, scratchCopy } from "../helpers/scratch-copy.js";

describe.concurrent("npm start", () => {
  test("npm start shows every documented response, then each step of a leave, and has colours in terminals only", async () => {
    const { code, stdout, stderr } = await run(root, "npm", ["run", "--silent", "start"]);

    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect([...stdout.matchAll(/^✓ {2}(\w+)/gm)].map(([, name]) => name).sort()).toEqual(
      leaveOutcomes.map(({ name }) => name).sort(),
    );
    expect(stdout).not.toContain("\u001b");
    expect(stdout.split("\n").slice(-6)).toEqual([
      expect.stringMatching(/^You leave a chat\. .* accepted/),
      expect.stringMatching(/^A webhook comes, its signature is right: participant\.removed\./),
      expect.stringMatching(/^So confirmLeave resolves: you are out since /),
      expect.stringMatching(/^You leave once more, and get a LinqApiError: 409 \/ 2013 /),
      expect.stringMatching(/^So the webhook comes again\. .* dropped\.$/),
      "",
    ]);
  });

  test.runIf(full)("npm start fails and shows the difference when a response is not as documented", async () => {
    const folder = await scratchCopy(
      ["package.json", "tsconfig.json", "generated", "src", "scripts"],
      ["node_modules"],
    );
    const served = join(folder, "generated/openapi.yaml");
    await writeFile(served, (await readFile(served, "utf8")).replace("Resource not found", "No such resource"));

    const { code, stdout } = await run(folder, "npm", ["run", "--silent", "start"]);

    expect(code).toBe(1);
    expect(stdout).toMatch(/^✗ {2}resourceNotFound/m);
    expect(stdout).toContain("resourceNotFound: message is 'No such resource', documented is 'Resource not found'");
    expect(stdout.match(/^✗/gm)).toHaveLength(1);
  });
});
