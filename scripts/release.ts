/**
 * `npm run release`: makes main the next release. It sets the version, dates the changelog, saves the contract as the last release, runs
 * all checks, commits and tags. It does not push or publish. If a step fails, it restores every file.
 */
import { execFileSync } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { isScalar, parse, parseDocument } from "yaml";
import { compareContracts } from "../src/compat/index.js";
import { hasRelease, releaseChanges } from "./release/changelog.js";
import { releaseVersion } from "./release/version.js";
import { root } from "./root.js";

const BRANCH = "main";
const CHANGELOG = join(root, "CHANGELOG.md");
const CONTRACT = join(root, "openapi/openapi.yaml");
const BUNDLE = join(root, "generated/openapi.yaml");
const LAST_RELEASE = join(root, "openapi/last-release.yaml");
const usage = `Usage: npm run release [-- <version>]

Without <version>, it takes the version that the contract's changes require.`;

// Ctrl-C ends the running command, and then this program undoes its changes.
process.on("SIGINT", () => {});
try {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.length > 1) throw new Error(usage);
  refuseOtherBranch();
  refuseChanges();

  const changelog = await readFile(CHANGELOG, "utf8");
  const [released, contract] = await Promise.all(
    [LAST_RELEASE, BUNDLE].map((file) => readFile(file, "utf8").then(parse)),
  );
  const version = releaseVersion(compareContracts(released, contract), !hasRelease(changelog), positionals[0]);
  refuseTag(version);
  const today = new Date().toISOString().slice(0, 10);
  await release(version, releaseChanges(changelog, version, today));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}

async function release(version: string, changelog: string): Promise<void> {
  console.log(`Releasing ${version}`);
  try {
    await writeFile(CHANGELOG, changelog);
    await writeFile(CONTRACT, withVersion(await readFile(CONTRACT, "utf8"), version));
    run("npm", "version", version, "--no-git-tag-version", "--allow-same-version");
    run("npm", "run", "generate");
    await copyFile(BUNDLE, LAST_RELEASE);
    run("npm", "run", "check");
    run("git", "commit", "--all", "--quiet", "--message", `Release ${version}`);
  } catch (error) {
    git("restore", "--staged", "--worktree", ".");
    throw new Error(`${(error as Error).message}\n${version} is not released, and no file has changed.`);
  }
  git("tag", "--annotate", `v${version}`, "--message", `Release ${version}`);
  console.log(`\nReleased ${version} locally: the last commit, tagged v${version}. To publish it:`);
  console.log(`  git push --follow-tags origin ${BRANCH}\n  npm publish`);
}

function refuseOtherBranch(): void {
  const branch = git("rev-parse", "--abbrev-ref", "HEAD");
  if (branch !== BRANCH)
    throw new Error(
      `Releases are made from ${BRANCH}, but the current branch is ${branch}. Run \`git switch ${BRANCH}\`.`,
    );
}

function refuseChanges(): void {
  const changes = git("status", "--porcelain");
  if (changes !== "") throw new Error(`These changes are not committed. Commit or stash them first:\n${changes}`);
}

function refuseTag(version: string): void {
  if (git("tag", "--list", `v${version}`) !== "") throw new Error(`The tag v${version} already exists.`);
}

/** The document with another `info.version`, and nothing else changed. */
function withVersion(document: string, version: string): string {
  const node = parseDocument(document).getIn(["info", "version"], true);
  if (!isScalar(node) || !node.range) throw new Error(`${CONTRACT} has no info.version.`);
  const [start, end] = node.range;
  return document.slice(0, start) + version + document.slice(end);
}

/** Shows what the command prints. */
function run(command: string, ...args: string[]): void {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}

/** What git prints, without the line break at its end. */
function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, encoding: "utf8" }).trimEnd();
}
