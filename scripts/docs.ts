/** `npm run docs`: the contract as one page, `docs/index.html`, that works offline. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { describedInFull } from "./docs/described-in-full.js";
import { offline } from "./docs/offline.js";
import { root } from "./root.js";

const PAGE = "docs/index.html";

const contract = JSON.parse(await readFile(join(root, "generated/openapi.json"), "utf8"));
const workflows = parse(await readFile(join(root, "openapi/arazzo/leave.arazzo.yaml"), "utf8"));
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-docs-"));
try {
  const [source, built] = [join(folder, "openapi.json"), join(folder, "built.html")];
  await writeFile(source, JSON.stringify(describedInFull(contract, workflows)));
  await buildDocs(source, built);
  await mkdir(join(root, "docs"), { recursive: true });
  await writeFile(join(root, PAGE), offline(await readFile(built, "utf8")));
  console.log(`${PAGE} is ready. \`npm run sandbox\` serves it at /reference.`);
} finally {
  await rm(folder, { recursive: true });
}

async function buildDocs(source: string, output: string): Promise<void> {
  const redocly = join(root, "node_modules/@redocly/cli/bin/cli.js");
  const options = ["--inlineBundle", "--openapi.disableTelemetry=true", "--output", output];
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  // In its folder, so that it finds no configuration.
  await promisify(execFile)(process.execPath, [redocly, "build-docs", source, ...options], { cwd: folder, env });
}
