/** `npm run release` in temporary repositories. The long `npm run check` is tested elsewhere: here it only passes or fails. */
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Comparison } from "linq-openapi/compat";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { releaseChanges } from "../../scripts/release/changelog.js";
import { releaseVersion } from "../../scripts/release/version.js";
import { full } from "../helpers/full-mode.js";
import { type Run, root, run, scratchCopy } from "../helpers/scratch-copy.js";

const { scripts, ...packageJson } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const { version } = packageJson;
const PASSES = "node -p 1";
const CHANGES = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- All.\n";
const RELEASE = "\n## [0.1.0] - 2026-01-01\n\n- More.\n";
const parts = ["package-lock.json", "openapi", "generated", "scripts", "src", "tsconfig.json", ".gitignore"];
/** Ignores the user's git settings. */
const env = {
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "Releaser",
  GIT_AUTHOR_EMAIL: "releaser@example.com",
  GIT_COMMITTER_NAME: "Releaser",
  GIT_COMMITTER_EMAIL: "releaser@example.com",
};

/** The project as a repository with one commit. The scripts are replaced, except those that a test is about. */
async function repository(own: { check?: string; generate?: string; changelog?: string } = {}): Promise<string> {
  const { check = PASSES, generate = PASSES, changelog = CHANGES } = own;
  const folder = await scratchCopy(parts, ["node_modules"]);
  const manifest = { ...packageJson, scripts: { ...scripts, check, generate } };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "CHANGELOG.md"), changelog);
  await git(folder, "init", "--quiet", "--initial-branch", "main");
  await appendFile(join(folder, ".git/info/exclude"), "node_modules\norigin.git\n");
  await commit(folder);
  return folder;
}

function release(folder: string, ...args: string[]): Promise<Run> {
  return run(folder, "npm", ["run", "--silent", "release", "--", ...args], env);
}

async function git(folder: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(folder, "git", args, env);
  if (code !== 0) throw new Error(stderr);
  return stdout.trim();
}

async function commit(folder: string): Promise<void> {
  await git(folder, "add", ".");
  await git(folder, "commit", "--quiet", "--message", "Change something");
}

/** Everything that a release may change: the commit, the tags, and files. */
function state(folder: string): Promise<string[]> {
  return Promise.all([git(folder, "rev-parse", "HEAD"), git(folder, "tag"), git(folder, "status", "--porcelain")]);
}

/** The version in each file that contains it. */
async function versions(folder: string): Promise<string[]> {
  const read = (file: string) => readFile(join(folder, file), "utf8");
  const [ownPackage, lock] = (await Promise.all(["package.json", "package-lock.json"].map(read))).map((text) =>
    JSON.parse(text),
  );
  const files = [
    "openapi/openapi.yaml",
    "openapi/last-release.yaml",
    "generated/openapi.yaml",
    "generated/openapi.json",
  ];
  const documents = (await Promise.all(files.map(read))).map((text) => parse(text));
  return [ownPackage.version, lock.version, lock.packages[""].version, ...documents.map(({ info }) => info.version)];
}

// Each of these makes a repository and starts many programs.
describe.runIf(full)("npm run release", { concurrent: true }, () => {
  test("npm run release makes the first release with the package's version, in a tagged commit that is not pushed", async () => {
    const folder = await repository();
    await git(folder, "clone", "--quiet", "--bare", ".", "origin.git");
    await git(folder, "remote", "add", "origin", "origin.git");

    const { code, stdout, stderr } = await release(folder);

    expect(code, stderr).toBe(0);
    expect(stdout).toContain("To publish it:\n  git push --follow-tags origin main\n  npm publish");
    expect(new Set(await versions(folder))).toEqual(new Set([version]));
    expect(await git(folder, "log", "--format=%s %D")).toBe(
      `Release ${version} HEAD -> main, tag: v${version}\nChange something`,
    );
    expect(await git(folder, "status", "--porcelain")).toBe("");
    expect(await readFile(join(folder, "CHANGELOG.md"), "utf8")).toMatch(
      new RegExp(
        `^# Changelog\n\n## \\[Unreleased\\]\n\n## \\[${version}\\] - \\d{4}-\\d\\d-\\d\\d\n\n### Added\n\n- All.\n$`,
      ),
    );
    expect(await git(folder, "-C", "origin.git", "log", "--format=%s", "--all")).toBe("Change something");
  });

  test("npm run release sets the version that a breaking change needs in every file, and saves the contract", async () => {
    const folder = await repository({ generate: scripts.generate, changelog: CHANGES + RELEASE });
    const lastRelease = join(folder, "openapi/last-release.yaml");
    const { info, ...contract } = parse(await readFile(lastRelease, "utf8"));
    contract.paths["/v3/withdrawn"] = { get: { responses: { 200: { description: "OK" } } } };
    await writeFile(lastRelease, stringify({ ...contract, info: { ...info, version: "7.0.0" } }));
    await commit(folder);

    const { code, stderr } = await release(folder);

    expect(code, stderr).toBe(0);
    expect(new Set(await versions(folder))).toEqual(new Set(["8.0.0"]));
    const bundle = await readFile(join(folder, "generated/openapi.yaml"), "utf8");
    expect(await readFile(lastRelease, "utf8")).toBe(bundle);
  });

  test("npm run release changes nothing if the check fails", async () => {
    const folder = await repository({ check: "exit 1" });
    const before = await state(folder);

    const { code, stderr } = await release(folder);

    expect(code).toBe(1);
    expect(stderr).toContain(`${version} is not released, and no file has changed.`);
    expect(await state(folder)).toEqual(before);
  });

  test.each<[title: string, prepare: (folder: string) => Promise<unknown>, message: string]>([
    [
      "changes that are not committed",
      (folder) => appendFile(join(folder, "CHANGELOG.md"), "- More.\n"),
      "These changes are not committed. Commit or stash them first:\n M CHANGELOG.md",
    ],
    [
      "another branch",
      (folder) => git(folder, "switch", "--quiet", "--create", "idea"),
      "Releases are made from main, but the current branch is idea. Run `git switch main`.",
    ],
    [
      "an existing tag for the version",
      (folder) => git(folder, "tag", `v${version}`),
      `The tag v${version} already exists.`,
    ],
  ])("npm run release refuses %s, and changes nothing", async (_, prepare, message) => {
    const folder = await repository();
    await prepare(folder);
    const before = await state(folder);

    const { code, stderr } = await release(folder);

    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(await state(folder)).toEqual(before);
  });
});

describe("releaseVersion", () => {
  const comparison = (oldVersion: string, newVersion: string, nextVersion?: string) =>
    ({ oldVersion, newVersion, nextVersion }) as Comparison;

  test.each([
    ["a breaking change needs", comparison("0.1.0", "0.1.0", "0.2.0"), "0.2.0"],
    ["follows the last one, if only the client has changed", comparison("0.1.0", "0.1.0", "0.1.0"), "0.1.1"],
    ["the contract has, if that is higher than needed", comparison("0.1.0", "0.3.0", "0.1.1"), "0.3.0"],
    ["is needed, if the contract's is lower", comparison("0.1.0", "0.1.1", "0.2.0"), "0.2.0"],
  ])("the released version is the one that %s", (_, changes, expected) => {
    expect(releaseVersion(changes, false)).toBe(expected);
  });

  test("releaseVersion accepts a higher version, and compares its parts as numbers", () => {
    expect(releaseVersion(comparison("0.9.0", "0.9.0", "0.9.1"), false, "0.10.0")).toBe("0.10.0");
  });

  test.each([
    ["0.1.1", "0.1.1 is too low. It must be at least 0.2.0; `npm run compat` lists the changes."],
    ["minor", "Expected a version such as 1.2.3, got minor."],
    ["v1.0.0", "Expected a version such as 1.2.3, got v1.0.0."],
  ])("releaseVersion refuses %s if a breaking change needs 0.2.0", (asked, message) => {
    expect(() => releaseVersion(comparison("0.1.0", "0.1.0", "0.2.0"), false, asked)).toThrow(message);
  });

  test("releaseVersion does not guess what follows a version that is not semantic", () => {
    expect(() => releaseVersion(comparison("2026-01", "2026-02"), false)).toThrow(
      "2026-01, which is not a semantic version",
    );
  });
});

test.each([
  ["are missing", "# Changelog\n", 'CHANGELOG.md must have exactly one heading "## [Unreleased]".'],
  ["are empty", `# Changelog\n\n## [Unreleased]\n${RELEASE}`, "CHANGELOG.md lists nothing under Unreleased."],
])("releaseChanges refuses a changelog whose unreleased changes %s", (_, changelog, message) => {
  expect(() => releaseChanges(changelog, "0.2.0", "2026-01-02")).toThrow(message);
});
