/**
 * `npm run test:node`: type checks and tests a copy of the project on the current LTS release of Node, with the newest Prism and
 * vitest, which do not run on Node 20. Needs the npm registry.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { root } from "../../scripts/root.js";
import { output } from "./command-output.js";
import { installed, nodePackage } from "./installed-packages.js";
import { LONG_TERM_NODE } from "./runtimes.js";

const newest = {
  "@stoplight/prism-cli": "5.16.0",
  "@stoplight/prism-http": "5.16.0",
  "@types/node": "24.19.2",
  vitest: "5.1.1",
};

const binary = await installed(...nodePackage(LONG_TERM_NODE));
const env = { ...process.env, PATH: `${dirname(binary)}${delimiter}${process.env.PATH}` };
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-node-"));
try {
  const files = await output("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: root });
  for (const file of files.split("\0").filter(Boolean)) await cp(join(root, file), join(folder, file));
  const packages = Object.entries(newest).map(([name, version]) => `${name}@${version}`);
  console.log(`Node ${LONG_TERM_NODE} with ${packages.join(", ")}`);
  await run("npm", "ci", "--prefer-offline", "--ignore-scripts");
  // package.json must keep the versions that are tested on Node 20, because tests compare the documents with it.
  await run("npm", "install", "--prefer-offline", "--no-save", ...packages);
  await run("node", "--eval", `require("assert").equal(process.versions.node, "${LONG_TERM_NODE}")`);
  await run("npm", "run", "typecheck");
  await run("npm", "test");
  // Also the cases of the command that `npm test` leaves out: how a process starts, fails and ends depends on the runtime.
  await run(
    "npm",
    "run",
    "test:full",
    "--",
    "contract-tests/tools",
    "contract-tests/repository/generated-drift.test.ts",
  );
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, maxRetries: 5 });
}

/** Shows what the command prints. */
async function run(command: string, ...args: string[]): Promise<void> {
  const child = spawn(command, args, { cwd: folder, env, stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`On Node ${LONG_TERM_NODE}, ${command} ${args[0]} failed.`);
}
