/** `npm run test:package`: packs the package, installs it in an empty project, and uses everything that it exports. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { bundleSizes } from "./bench/bundle-size.js";
import { checkHoverTexts } from "./package/hover-texts.js";
import { installedSize } from "./package/installed-size.js";
import { checkSourceMaps } from "./package/source-maps.js";
import { checkTreeShaking } from "./package/tree-shaking.js";
import { root } from "./root.js";
import { step } from "./run-step.js";

const programs = join(root, "contract-tests/package");
const { devDependencies, exports } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
const entries = Object.keys(exports);
const yamlEntries = entries.filter((entry) => entry.endsWith(".yaml"));

/** Not dependencies of the project: each has a `tsc`, and which one npm links would depend on the order of installation. */
const compilers = { "typescript-5": devDependencies.typescript, "typescript-6": "6.0.3", "typescript-7": "7.0.2" };
/** openapi-fetch's own declarations do not compile with an older version. */
const oldest = "typescript-5.4";
/** A program for Node, without browser types, and a bundled one. */
const projects = {
  nodenext: { module: "nodenext", lib: ["es2023"] },
  bundler: { module: "esnext", lib: ["es2023", "dom"] },
};
const shipped =
  /^((dist|src|generated|contract-tests)\/.+\.(js|ts|map|yaml|json)|src\/sandbox\/page\/try-it\.(html|css)|dist\/vendor\/LICENSES\.txt|openapi\/arazzo\/(leave\.arazzo|sandbox\.openapi)\.yaml|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;

const LIMIT = 180_000;
/** For browsers, minified and gzipped, in kilobytes. openapi-fetch is 2.6 of them. */
const LARGEST_BUNDLE = 11.7;
/** An installation adds the package itself, with the suite for verify and judge, openapi-fetch, standardwebhooks, and their dependencies. */
const MOST_PACKAGES = 6;
const LARGEST_INSTALLATION = 2.125 * 2 ** 20;

const own = (name: string) => `${name}@${devDependencies[name]}`;
const compilersByName = Object.entries({ ...compilers, [oldest]: "5.4.5" }).map(
  ([name, version]) => `${name}@npm:typescript@${version}`,
);
const programOf = (entry: string) => (entry === "." ? "index" : entry.slice("./".length));

const project = await mkdtemp(join(tmpdir(), "linq-openapi-package-"));
try {
  await writeFile(join(project, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const tarball = await step("npm pack includes what users need and nothing else", pack);
  await step(`the client's bundle takes at most ${LARGEST_BUNDLE} KB`, bundleSize);
  await step("publint finds nothing", () => publint(tarball));
  await step("attw finds nothing", () => attw(tarball));
  await step("installs into an empty project, without Prism", () => install(tarball));
  await step(`adds at most ${MOST_PACKAGES} packages, ${LARGEST_INSTALLATION / 1024} KiB`, size);
  await step("every module and declaration maps to its source", () =>
    checkSourceMaps(join(project, "node_modules/linq-openapi/dist")),
  );
  await step("editors show the documentation", async () => checkHoverTexts(project));
  await step("a bundle holds only what is used", treeShaking);
  await step("installs beside TypeScript", () => install(...compilersByName, own("@types/node")));
  await step("compiles without Node's types", () => compileWithoutNode());
  await step("each command that needs Prism says so", withoutPrism);
  await step("installs beside Prism", () => install(own("@stoplight/prism-cli")));
  await step("each entry has a program that uses it", everyEntryIsUsed);
  for (const compiler of Object.keys(compilers)) {
    for (const [resolution, options] of Object.entries(projects)) {
      await step(`a user's project compiles: ${compiler}, ${resolution}`, () => compile(compiler, resolution, options));
    }
  }
  await step("declarations compile with TypeScript 5.4 and later, even if dependencies are hidden, as with pnpm", () =>
    declarations(tarball),
  );
  for (const entry of entries)
    await step(`the program for an entry runs: ${entry}`, () =>
      run(process.execPath, [join("out", `${programOf(entry)}.js`)]),
    );
  await step("each entry can be required from CommonJS", requireAll);
  await step("CommonJS files compile with module: nodenext, and with node16 TypeScript says what is wrong", commonJs);
  await step("Jest's default mode runs with the configuration of examples/testing", jest);
  await step("verify and judge find each fault that the suite finds", () => live("find-faults.ts"));
  await step("judge reads 1 GiB of traffic with a heap a quarter of that size", () => live("judge-large-traffic.ts"));
  await step("the command serves the contract", mockWithPrism);
  for (const signal of ["SIGTERM", "SIGKILL"] as const)
    await step(`npx linq-openapi leaves nothing behind when npx is sent ${signal}`, () => endNpx(signal));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(project, { recursive: true });
}

async function pack(): Promise<string> {
  const { stdout } = await run("npm", ["pack", "--json", "--silent", "--pack-destination", project], root);
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf("[")));
  const paths: string[] = files.map(({ path }: { path: string }) => path);

  const needless = paths.filter((path) => !shipped.test(path) || /\.test\b|\.test-/.test(path));
  const missing = ["README.md", "LICENSE", "CHANGELOG.md"].filter((path) => !paths.includes(path));
  if (needless.length > 0)
    throw new Error(`The package includes files that users do not need:\n${needless.join("\n")}`);
  if (missing.length > 0) throw new Error(`The package lacks ${missing.join(", ")}.`);
  return join(project, filename);
}

async function bundleSize(): Promise<void> {
  const { leaveChat = Number.NaN } = await bundleSizes();
  const size = `${(leaveChat / 1000).toFixed(2)} KB, minified and gzipped`;
  if (!(leaveChat <= LARGEST_BUNDLE * 1000)) throw new Error(`It takes ${size}.`);
  console.log(`  ${size}`);
}

async function size(): Promise<void> {
  const { packages, bytes } = await installedSize(project);
  const found = `${packages} packages, ${Math.ceil(bytes / 1024)} KiB`;
  if (packages > MOST_PACKAGES || bytes > LARGEST_INSTALLATION) throw new Error(`It adds ${found}.`);
  console.log(`  ${found}`);
}

async function treeShaking(): Promise<void> {
  for (const [program, bytes] of Object.entries(await checkTreeShaking(project)))
    console.log(`  ${program} ${bytes} bytes`);
}

async function publint(tarball: string): Promise<void> {
  const { stdout } = await tool("publint/src/cli.js", "--strict", tarball);
  if (!stdout.includes("All good!")) throw new Error(stdout);
}

/** ES modules only: Node ≥ 20.19 can also require() them. YAML has no types to check. */
async function attw(tarball: string): Promise<void> {
  const yaml = yamlEntries.flatMap((entry) => ["--exclude-entrypoints", entry]);
  await tool("@arethetypeswrong/cli/dist/index.js", tarball, "--profile", "esm-only", ...yaml);
}

async function install(...packages: string[]): Promise<void> {
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages]);
}

async function everyEntryIsUsed(): Promise<void> {
  const expected = entries.map((entry) => `${programOf(entry)}.ts`).sort();
  const found = (await readdir(programs)).filter((name) => name.endsWith(".ts")).sort();
  if (`${expected}` !== `${found}`)
    throw new Error(`contract-tests/package/ holds ${found}; it should hold ${expected}.`);
  await cp(programs, join(project, "src"), { recursive: true });
}

async function compile(compiler: string, moduleResolution: string, options: object): Promise<void> {
  const compilerOptions = {
    ...options,
    moduleResolution,
    target: "es2022",
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    skipLibCheck: false,
    resolveJsonModule: true,
    rootDir: "src",
    outDir: "out",
  };
  await writeFile(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, include: ["src"] }));
  await run(process.execPath, [`node_modules/${compiler}/bin/tsc`]);
}

/** Compiles outside the project, because TypeScript would find the project's node_modules/. */
async function declarations(tarball: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-isolated-"));
  try {
    await cp(join(programs, "isolated"), folder, { recursive: true });
    const all = entries.filter((entry) => !/\.\w+$/.test(entry));
    const exported = all.map((entry, index) => `export * as _${index} from "linq-openapi${entry.slice(1)}";`);
    await writeFile(join(folder, "entries.ts"), exported.join("\n"));
    await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
    const options = ["--install-strategy=nested", "--prefer-offline", "--no-audit", "--no-fund"];
    await run("npm", ["install", ...options, tarball, own("@types/node")], folder);
    const flags = ["--module", "nodenext", "--target", "es2022", "--strict", "--declaration", "--types", "node"];
    for (const compiler of [oldest, ...Object.keys(compilers)]) {
      const tsc = join(project, `node_modules/${compiler}/bin/tsc`);
      await run(process.execPath, [tsc, ...flags, "declarations.ts", "entries.ts"], folder);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** As a program for Deno, Bun, a worker or a browser might. */
async function compileWithoutNode(): Promise<void> {
  const program = `export * from "linq-openapi"; export * from "linq-openapi/types"; export * from "linq-openapi/webhooks"; export * from "linq-openapi/testing";`;
  await writeFile(join(project, "without-node.ts"), program);
  const lib = ["es2023", "dom"];
  const compilerOptions = {
    module: "esnext",
    moduleResolution: "bundler",
    target: "es2022",
    lib,
    types: [],
    strict: true,
  };
  const config = { compilerOptions: { ...compilerOptions, noEmit: true }, files: ["without-node.ts"] };
  await writeFile(join(project, "without-node.json"), JSON.stringify(config));
  await run(process.execPath, ["node_modules/typescript-5/bin/tsc", "--project", "without-node.json"]);
}

/** A program of the contract suite that uses the installed package. */
async function live(program: string): Promise<void> {
  const { stdout } = await tool("tsx/dist/cli.mjs", join(root, "contract-tests/live", program), project);
  process.stdout.write(stdout);
}

async function requireAll(): Promise<void> {
  const program = entries
    .filter((entry) => !yamlEntries.includes(entry))
    .map((entry) => `require("linq-openapi${entry.slice(1)}");`);
  await run(process.execPath, ["--input-type=commonjs", "--eval", program.join("")]);
}

async function commonJs(): Promise<void> {
  await mkdir(join(project, "commonjs"));
  await writeFile(join(project, "commonjs/package.json"), JSON.stringify({ private: true, type: "commonjs" }));
  const compile = (compiler: string, module: string) => {
    const options = { module, target: "es2022", types: ["node"], strict: true, noEmit: true };
    const config = { compilerOptions: options, include: ["."] };
    return writeFile(join(project, "commonjs/tsconfig.json"), JSON.stringify(config)).then(() =>
      run(process.execPath, [`node_modules/${compiler}/bin/tsc`, "--project", "commonjs"]),
    );
  };
  await cp(join(programs, "commonjs"), join(project, "commonjs"), { recursive: true });
  for (const compiler of Object.keys(compilers)) {
    await compile(compiler, "nodenext");
    const error = await compile(compiler, "node16").catch((error: Error) => error);
    if (!(error instanceof Error && error.message.includes("TS1479"))) throw error;
  }
}

async function jest(): Promise<void> {
  const config = await readFile(join(root, "examples/testing/jest/jest.config.mjs"), "utf8");
  await writeFile(join(project, "commonjs/jest.config.mjs"), config.replaceAll(/^ +global.*\n/gm, ""));
  await install("jest@30.5.2", "@babel/preset-env@7.29.14");
  await run(process.execPath, [
    "node_modules/jest/bin/jest.js",
    "--rootDir",
    "commonjs",
    "--config",
    "commonjs/jest.config.mjs",
  ]);
}

async function withoutPrism(): Promise<void> {
  for (const args of [
    ["mock", "--port", "0"],
    ["verify", "http://127.0.0.1:9"],
    ["judge", "package.json"],
  ]) {
    const error = await run("node_modules/.bin/linq-openapi", args).catch((error: Error) => error);
    const isClear = error instanceof Error && error.message.includes("npm install --save-dev @stoplight/prism-cli");
    if (!isClear) throw error;
  }
}

async function mockWithPrism(): Promise<void> {
  const mock = spawn("node_modules/.bin/linq-openapi", ["mock", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(mock, "close");
  for await (const line of createInterface(mock.stdout)) {
    if (line.startsWith("The mock is running at")) mock.kill("SIGTERM");
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`It exited with ${code}.`);
}

/** npx runs the command in a shell, which does not forward signals. */
async function endNpx(signal: NodeJS.Signals): Promise<void> {
  const npx = spawn("npx", ["linq-openapi", "sandbox", "--port", "0"], {
    cwd: project,
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface(npx.stdout);
  let url = "";
  for await (const line of lines) {
    url = /^The sandbox is running at (\S+)\. Try:/.exec(line)?.[1] ?? url;
    if (line.startsWith("Stop it")) break;
  }
  npx.stdout.resume();
  // Its output stays open as long as anything it started is running.
  const isOver = once(npx, "close");
  npx.kill(signal);
  await isOver;
  if (await fetch(url).catch(() => undefined)) throw new Error(`${url} still responds.`);
}

function tool(script: string, ...args: string[]): Promise<{ stdout: string }> {
  return run(process.execPath, [join(root, "node_modules", script), ...args]);
}

/** Runs a command to completion; rejects with its whole output if it fails. */
function run(command: string, args: string[], cwd = project): Promise<{ stdout: string }> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { cwd, timeout: LIMIT }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${error.message}\n${stdout}${stderr}`));
      else resolve({ stdout });
    }).stdin?.end();
  });
}
