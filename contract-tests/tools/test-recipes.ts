/**
 * `npm run test:recipes`: runs each folder of `examples/testing/` unchanged, with its real test runner and the packed package.
 * Needs the npm registry, Debian's Chromium and Python.
 */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/root.js";
import { step } from "../../scripts/run-step.js";
import { freePort } from "../helpers/free-port.js";

const LIMIT = 300_000;
const { devDependencies } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const packages = [
  ...["@stoplight/prism-cli", "typescript", "vitest"].map((name) => `${name}@${devDependencies[name]}`),
  "jest@30.5.2",
  "@babel/preset-env@7.29.14",
  "msw@2.15.0",
  "@playwright/test@1.65.1",
];
const recipes: Record<string, string[]> = {
  vitest: ["npx", "vitest", "run"],
  jest: ["npx", "jest"],
  msw: ["npx", "vitest", "run"],
  playwright: ["npx", "playwright", "test"],
  python: ["python3", "-m", "unittest", "--verbose"],
};

const project = await mkdtemp(join(tmpdir(), "linq-openapi-recipes-"));
try {
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await step("installs the package beside the test runners", install);
  for (const [name, command] of Object.entries(recipes))
    await step(`${name}: every test passes`, () => test(name, command));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(project, { recursive: true });
}

async function install(): Promise<void> {
  const packed = await run("npm", ["pack", "--json", "--silent", "--pack-destination", project], root);
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[")));
  await run("npm", ["install", "--no-audit", "--no-fund", join(project, filename), ...packages], project);
}

async function test(name: string, [command = "", ...args]: string[]): Promise<void> {
  const folder = join(project, name);
  await cp(join(root, "examples/testing", name), folder, { recursive: true });
  if (name === "playwright") await useFreePorts(folder);
  const printed = await run(command, args, folder);
  const counts = printed.match(/^.*\b(\d+ passed|Ran \d+ tests).*$/gm) ?? [];
  console.log(`  ${counts.at(-1)?.trim()}`);
}

/** Replaces the example's ports, which may be taken. */
async function useFreePorts(folder: string): Promise<void> {
  const ports = { 3000: await freePort(), 4011: await freePort() };
  for (const file of ["application.mjs", "playwright.config.ts", "leave.spec.ts"]) {
    const text = await readFile(join(folder, file), "utf8");
    const moved = text
      .replaceAll("3000", `${ports[3000]}`)
      .replaceAll("4011", `${ports[4011]}`)
      .replace("linq-openapi sandbox", `linq-openapi sandbox --port ${ports[4011]}`);
    await writeFile(join(folder, file), moved);
  }
}

/** Runs a command to completion; rejects with everything it printed if it fails. */
function run(command: string, args: string[], cwd: string): Promise<string> {
  const env = { ...process.env, CHROMIUM: "/usr/bin/chromium", NO_COLOR: "1", FORCE_COLOR: undefined };
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, timeout: LIMIT }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve(stdout + stderr);
    }).stdin?.end();
  });
}
