/** The command `linq-openapi compat` on all kinds of files. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { readSpec } from "../engine/contract.js";
import { objectAt } from "../engine/json-pointers.js";
import type { Spec } from "../engine/openapi.js";
import { full } from "../helpers/full-mode.js";
import { linqOpenapi } from "../helpers/linq-openapi-command.js";
import { type Run, root, scratchCopy } from "../helpers/scratch-copy.js";

const released = join(root, "openapi/last-release.yaml");

/** Runs the command on files with these contents, written into a new folder. */
async function compat(files: Record<string, string>, ...args: string[]): Promise<Run> {
  const folder = await scratchCopy([]);
  await mkdir(join(folder, "a-folder"));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
  const path = (arg: string) => (arg in files || arg === "a-folder" ? join(folder, arg) : arg);
  return linqOpenapi("compat", ...args.map(path));
}

function contract(version: string): Spec {
  const spec = readSpec();
  objectAt(spec, "#/info").version = version;
  return spec;
}

function withoutConflict(version: string): Spec {
  const spec = contract(version);
  delete objectAt(spec, "#/paths/~1v3~1chats~1{chatId}~1leave/post/responses")[409];
  return spec;
}

const old = { "old.json": JSON.stringify(contract("0.1.0")) };

describe.concurrent("linq-openapi compat", () => {
  test("linq-openapi compat finds no breaking change since the last release that the contract's version does not allow", async () => {
    const { code, stdout } = await compat({}, released);
    expect(code, stdout).toBe(0);
  });

  test.runIf(full).each([
    ["JSON", "new.json", JSON.stringify],
    ["YAML", "new.yaml", (spec: Spec) => stringify(spec)],
  ])(
    "linq-openapi compat exits with 1 for a breaking change without a new minor version, in %s, and says what to do",
    async (_, file, write) => {
      const { code, stdout } = await compat({ ...old, [file]: write(withoutConflict("0.1.1")) }, "old.json", file);

      expect(code).toBe(1);
      expect(stdout).toContain("the response 409 was removed");
      expect(stdout).toContain("A breaking change after 0.1.0 needs 0.2.0, but the new contract says 0.1.1.");
    },
  );

  test.runIf(full)("linq-openapi compat exits with 0 for a breaking change with a new minor version", async () => {
    const { code, stdout } = await compat(
      { ...old, "new.json": JSON.stringify(withoutConflict("0.2.0")) },
      "old.json",
      "new.json",
    );

    expect(code).toBe(0);
    expect(stdout).toContain("A breaking change after 0.1.0 needs 0.2.0. The new contract says 0.2.0.");
  });

  test("linq-openapi compat prints JSON with the level, the changes and the next version", async () => {
    const { stdout } = await compat(
      { ...old, "new.json": JSON.stringify(withoutConflict("0.1.0")) },
      "--json",
      "old.json",
      "new.json",
    );

    expect(JSON.parse(stdout)).toMatchObject({
      level: "breaking",
      oldVersion: "0.1.0",
      nextVersion: "0.2.0",
      versionFits: false,
      changes: expect.arrayContaining([expect.objectContaining({ rule: "response-removed", audiences: ["client"] })]),
    });
  });

  test.runIf(full).each<[problem: string, files: Record<string, string>, args: string[], message: string]>([
    ["a call without a file", {}, [], "compat takes one or two files: the old contract, and the new one."],
    ["three files", {}, ["a", "b", "c"], "compat takes one or two files: the old contract, and the new one."],
    ["an unknown option", {}, ["--strict", released], "Unknown option '--strict'"],
    ["a missing file", {}, ["missing.yaml"], "missing.yaml cannot be read: there is no such file."],
    ["a folder", {}, ["a-folder"], "cannot be read: it is a folder."],
    ["broken JSON", { "old.json": '{ "openapi": ' }, ["old.json"], "is neither JSON nor YAML: Flow map"],
    ["broken YAML", { "old.yaml": "a: [1\nb: 2" }, ["old.yaml"], "is neither JSON nor YAML: Flow sequence"],
    [
      "YAML that contains itself",
      { "old.yaml": "openapi: 3.1.0\ninfo: { title: Loop, version: 1.0.0 }\npaths: &paths { /loop: *paths }" },
      ["old.yaml"],
      "old.yaml: #/paths/~1loop is an alias of #/paths, which contains it, so this is not valid OpenAPI.",
    ],
    [
      "Swagger",
      { "old.yaml": 'swagger: "2.0"' },
      ["old.yaml"],
      "old.yaml is Swagger 2.0; only OpenAPI 3.0 and 3.1 can be compared. Convert it first, for example with: npx swagger2openapi",
    ],
    ["an empty file", { "old.yaml": "" }, ["old.yaml"], "is not an OpenAPI document"],
    ["YAML that is not OpenAPI", { "old.yaml": "name: build" }, ["old.yaml"], "is not an OpenAPI document"],
    [
      "a different API",
      { "old.yaml": "openapi: 3.1.0\ninfo: { title: Pets, version: 1.0.0 }\npaths: { /pets: { get: {} } }" },
      ["old.yaml"],
      "describe different APIs: they share no title, no server and no operation.",
    ],
  ])("linq-openapi compat exits with 2 for %s and says why, without a stack", async (_, files, args, message) => {
    const { code, stdout, stderr } = await compat(files, ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
