/** The rooms of this project, and which of them may import which. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../../scripts/root.js";

/** Each room of contract-tests/, and the rooms that it may import. They are all above it, so there is no cycle. */
const ROOMS: Record<string, string[]> = {
  helpers: [],
  engine: ["helpers"],
  vendor: ["engine"],
  coverage: ["engine"],
  providers: ["engine", "helpers", "vendor"],
  checks: ["engine", "helpers", "vendor", "providers"],
  client: ["engine", "helpers"],
  webhooks: ["engine", "helpers"],
  tools: ["engine", "helpers"],
  live: ["engine", "helpers", "coverage", "providers", "checks"],
  mutation: ["engine", "helpers", "vendor", "providers", "checks", "live"],
  fixtures: ["engine", "helpers", "coverage", "providers", "checks", "client", "mutation"],
  compat: ["engine", "helpers", "mutation", "fixtures"],
  conformance: ["helpers"],
  languages: ["engine", "helpers"],
  runtimes: ["engine", "helpers"],
  workflows: ["engine", "helpers"],
  scale: ["helpers"],
  package: [],
  repository: ["engine", "helpers"],
  "contract.test.ts": ["engine", "coverage", "checks"],
};

/** What files outside contract-tests/ must not import. */
const FORBIDDEN: [files: RegExp, imports: RegExp][] = [
  [/^src\//, /^(contract-tests|scripts)\//],
  [/^scripts\//, /^contract-tests\//],
  // These run in any JavaScript runtime.
  [/^src\/(client|testing|webhooks)\/(?!.*\.test)/, /^node:(?!http$)|^src\/(mock|sandbox|cli)\b/],
  [/^src\/(mock|prism|sandbox)/, /^src\/cli\//],
];

interface Import {
  file: string;
  target: string;
}

const files = ["src", "contract-tests", "scripts"].flatMap(filesBelow);
const imports = files.filter((file) => /\.[jt]s$/.test(file)).flatMap(importsOf);

describe("rooms of contract-tests/", () => {
  const arrows = imports
    .map(({ file, target }) => ({ file, target, from: roomOf(file), to: roomOf(target) }))
    .filter(({ file, from, to }) => file.startsWith("contract-tests/") && to !== undefined && from !== to);

  test("each room imports only allowed rooms", () => {
    expect(arrows.filter(({ from = "", to = "" }) => !ROOMS[from]?.includes(to))).toEqual([]);
  });

  test("each room may import only rooms above it, so there is no cycle", () => {
    const rooms = Object.keys(ROOMS);
    const upward = Object.entries(ROOMS).flatMap(([room, allowed]) =>
      allowed.filter((other) => !rooms.slice(0, rooms.indexOf(room)).includes(other)),
    );
    expect(upward).toEqual([]);
  });

  test("every allowed import of a room is used", () => {
    const needless = Object.entries(ROOMS).flatMap(([room, allowed]) =>
      allowed.filter((other) => !arrows.some(({ from, to }) => from === room && to === other)),
    );
    expect(needless).toEqual([]);
  });

  test("each room is in the table", () => {
    const folders = readdirSync(join(root, "contract-tests"), { withFileTypes: true });
    const names = folders.filter((one) => one.isDirectory() || one.name.endsWith(".ts")).map(({ name }) => name);
    expect(names.sort()).toEqual(Object.keys(ROOMS).sort());
  });
});

test("contract-tests/ uses the package through its public entries, and generated/ in one module of the engine", () => {
  const inside = imports.filter(
    ({ file, target }) => /^contract-tests/.test(file) && /^(src|generated)\//.test(target),
  );
  expect(new Set(inside.map(({ file }) => file))).toEqual(new Set(["contract-tests/engine/outcomes.ts"]));
  expect(new Set(inside.map(({ target }) => target))).toEqual(new Set(["generated/outcomes.ts"]));
});

test.each(FORBIDDEN)("files that match %s import nothing that matches %s", (from, to) => {
  expect(imports.filter(({ file, target }) => from.test(file) && to.test(target))).toEqual([]);
});

test.each(["src", "contract-tests"])("every file name is unique in %s/", (tree) => {
  // Except an index, and the files whose names follow other conventions: fixtures, vendor data and programs in other languages.
  const names = files
    .filter(
      (file) =>
        file.startsWith(`${tree}/`) &&
        !/\/(index(\.test)?\.ts|README\.md|vendor\/[^/]+\/.*|fixtures\/openapi\/.*|languages\/[^/]+\/.*)$/.test(file),
    )
    .map((file) => file.slice(file.lastIndexOf("/") + 1));
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .filter((file) => !/\/(node_modules|target|__pycache__)\//.test(file));
}

function importsOf(file: string): Import[] {
  const found = readFileSync(join(root, file), "utf8").matchAll(/\b(?:from|import)\s*\(?"([^"\s]+)"/g);
  return [...found].map(([, specifier = ""]) => {
    if (!specifier.startsWith(".")) return { file, target: specifier };
    return { file, target: normalize(join(dirname(file), specifier)).replace(/\.js$/, ".ts") };
  });
}

function roomOf(file: string): string | undefined {
  return /^contract-tests\/([^/]+)/.exec(file)?.[1];
}
