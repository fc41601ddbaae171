/**
 * `npm run test:install`: installs the package in empty projects, from its tarball and from git, with npm, pnpm and Yarn (node-modules
 * linker), and compiles and makes the README's first call with each. From git, it installs what is committed. Needs the npm registry.
 */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { startMock } from "linq-openapi/mock";
import { root } from "../../scripts/root.js";
import { freePort } from "../helpers/free-port.js";
import { listens } from "../helpers/started-programs.js";

const LIMIT = 600_000;

interface Manager {
  name: string;
  /** Settings that the manager requires before it builds a package from git. */
  settings(source: string): Record<string, string>;
  add(source: string): [command: string, ...args: string[]];
}

const npx = (name: string, bin: string, ...args: string[]): [string, ...string[]] => [
  "npx",
  "--yes",
  "--package",
  name,
  bin,
  ...args,
];
const managers: Manager[] = [
  { name: "npm", settings: () => ({}), add: (source) => ["npm", "install", source] },
  {
    name: "pnpm",
    settings: (source) => ({ "pnpm-workspace.yaml": `onlyBuiltDependencies: ["linq-openapi@git+${source}"]\n` }),
    add: (source) => npx("pnpm@10.34.5", "pnpm", "add", source),
  },
  {
    name: "Yarn",
    settings: () => ({
      ".yarnrc.yml": `nodeLinker: node-modules\nenableTelemetry: false\napprovedGitRepositories: ["git://127.0.0.1:*/**"]\n`,
      // Without it, Yarn looks for a project in the folders above.
      "yarn.lock": "",
    }),
    add: (source) => npx("@yarnpkg/cli-dist@4.18.1", "yarn", "add", `linq-openapi@${source}`),
  },
];

const folder = await mkdtemp(join(tmpdir(), "linq-openapi-install-"));
const mock = await startMock({ port: 0 });
const repository = await serveRepository();
try {
  const readme = await readFile(join(root, "README.md"), "utf8");
  const [, program = ""] = /^```ts\n(import \{ createLinqClient.*?)^```$/ms.exec(readme) ?? [];
  const registry = (await run("npm", ["config", "get", "registry"], root)).trim();
  await run("npm", ["pack", "--silent", "--pack-destination", folder], root);
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const tarball = `file:${join(folder, `linq-openapi-${version}.tgz`)}`;

  for (const [from, source] of Object.entries({ "its tarball": tarball, git: repository.url })) {
    for (const { name, settings, add } of managers) {
      const project = join(folder, `${name} from ${from}`.replaceAll(" ", "-"));
      await mkdir(project);
      const manifest = JSON.stringify({ name: "project", private: true, type: "module" });
      for (const [file, content] of Object.entries({
        ...settings(source),
        "package.json": manifest,
        "leave.mts": program,
      }))
        await writeFile(join(project, file), content);
      const env = { YARN_NPM_REGISTRY_SERVER: registry, YARN_CACHE_FOLDER: join(folder, "yarn") };
      const [command, ...args] = add(source);
      await run(command, args, project, env);
      await compile(project);
      const printed = await firstCall(project);
      if (printed !== "accepted trace_id\n") throw new Error(`The README's first call printed ${printed}`);
      console.log(`✓ ${name} installs it from ${from}, and the README's first call compiles and works`);
    }
  }
  await documentedVerify(readme);
  await withoutDependencies();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await repository.stop();
  await mock.stop();
  await rm(folder, { recursive: true });
}

/** Serves this repository over git's own protocol, because Yarn does not accept a path. */
async function serveRepository(): Promise<{ url: string; stop(): Promise<unknown> }> {
  const commit = (await run("git", ["rev-parse", "HEAD"], root)).trim();
  await run("git", ["clone", "--quiet", "--bare", `file://${root}`, join(folder, "linq-openapi.git")], folder);
  const programs = (await run("git", ["--exec-path"], root)).trim();
  const port = await freePort();
  const options = ["--export-all", `--base-path=${folder}`, "--listen=127.0.0.1", `--port=${port}`];
  const daemon = spawn(join(programs, "git-daemon"), options, { stdio: "ignore" });
  while (!(await listens(`http://127.0.0.1:${port}`))) {
    if (daemon.exitCode !== null) throw new Error(`git daemon exited with ${daemon.exitCode}.`);
    await setTimeout(20);
  }
  return {
    url: `git://127.0.0.1:${port}/linq-openapi.git#${commit}`,
    stop() {
      const ended = once(daemon, "exit");
      daemon.kill();
      return ended;
    },
  };
}

async function compile(project: string): Promise<void> {
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--lib", "es2023,dom"];
  const compiler = join(root, "node_modules/typescript/bin/tsc");
  await run(process.execPath, [compiler, ...options, "--skipLibCheck", "false", "leave.mts"], project);
}

function firstCall(project: string): Promise<string> {
  const env = { LINQ_API_V3_API_KEY: "any-key", LINQ_API_V3_BASE_URL: mock.url };
  return run(process.execPath, ["--import", import.meta.resolve("tsx"), "leave.mts"], project, env);
}

/** The README's first commands under "Check a deployment", as written but for the URL. */
async function documentedVerify(readme: string): Promise<void> {
  const [, commands = ""] = /^## Check a deployment\n\n```sh\n(.*?)^```$/ms.exec(readme) ?? [];
  const script = commands.replace(/https:\S+/, mock.url);
  const printed = await run("sh", ["-ec", script], join(folder, "npm-from-its-tarball"));
  if (!printed.includes("No deviations from the contract")) throw new Error(`The README's verify printed ${printed}`);
  console.log("✓ the README's commands install Prism and verify the mock");
}

/** In a clone where nobody has run `npm ci`. */
async function withoutDependencies(): Promise<void> {
  const clone = join(folder, "clone");
  await run("git", ["clone", "--quiet", join(folder, "linq-openapi.git"), clone], folder);
  const error = await run("npm", ["pack"], clone).catch((error: Error) => error);
  if (!(error instanceof Error && error.message.includes("Run `npm ci` first."))) throw new Error(`npm pack: ${error}`);
  await run("npm", ["ci", "--omit=dev"], clone);
  console.log("✓ in a clone without devDependencies, npm pack says what to do, and npm ci works");
}

/** Runs a command to completion; rejects with everything it printed if it fails. */
function run(command: string, args: string[], cwd: string, variables: Record<string, string> = {}): Promise<string> {
  // Without the settings of the enclosing `npm run`, which every npm, pnpm and Yarn below would inherit.
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_(registry|cache|userconfig))/i.test(name),
  );
  const env = { ...Object.fromEntries(own), ...variables };
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, env, timeout: LIMIT, maxBuffer: 2 ** 26 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve(stdout);
    }).stdin?.end();
  });
}
