/**
 * `npm run test:runtimes`: packs and installs the package, and runs scenarios.js with it in each JavaScript runtime. Names as
 * arguments choose among them, as in `npm run test:runtimes -- deno bun`.
 */
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../../scripts/root.js";
import { table } from "../../scripts/text-table.js";
import { output } from "./command-output.js";
import { startPeer } from "./peer-server.js";
import { type Results, runtimes } from "./runtimes.js";

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !(name in runtimes));
if (unknown !== undefined) {
  console.error(`Unknown runtime ${unknown}. Available: ${Object.keys(runtimes).join(", ")}.`);
  process.exit(2);
}

const folder = await mkdtemp(join(tmpdir(), "linq-openapi-runtimes-"));
const rows: string[][] = [];
const problems: string[] = [];
try {
  progress("packing the package");
  await install();
  const peer = await startPeer();
  try {
    const { scenarios } = await import("./scenarios.js");
    const names = Object.keys(scenarios(peer.settings));
    for (const [name, { start, exceptions = [] }] of Object.entries(runtimes)) {
      if (wanted.length > 0 && !wanted.includes(name)) continue;
      progress(name);
      try {
        await peer.reset();
        const { version, results } = await start({ folder, peer });
        const failed = failures(names, results, exceptions);
        rows.push([name, version, `${names.length - failed.length - exceptions.length} of ${names.length}`]);
        problems.push(...failed.map((failure) => `${name} ${failure}`));
      } catch (error) {
        rows.push([name, "", "failed"]);
        problems.push(`${name}: ${(error as Error).message}`);
      }
    }
  } finally {
    await peer.stop();
  }
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

progress("");
console.log(table([["runtime", "version", "scenarios passed"], ...rows]));
for (const [name, { exceptions = [] }] of Object.entries(runtimes)) {
  for (const exception of exceptions)
    if (rows.some(([row]) => row === name)) console.log(`\nNot possible in ${name}: ${exception}`);
}
if (problems.length > 0) {
  console.error(`\n${problems.join("\n")}`);
  process.exitCode = 1;
}

async function install(): Promise<void> {
  const packed = await output("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: root });
  const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[")));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  await output("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", join(folder, filename)], {
    cwd: folder,
  });
  for (const file of ["scenarios.js", "process.js", "worker.js", "page.js"]) {
    await cp(new URL(file, import.meta.url), join(folder, file));
  }
}

/** A scenario that was not run counts as failed, and so does a known exception that no longer fails. */
function failures(names: string[], results: Results, exceptions: readonly string[]): string[] {
  return names.flatMap((name) => {
    const error = name in results ? results[name] : "was not run";
    if (exceptions.includes(name)) return error === null ? [`passes "${name}": remove it from the exceptions`] : [];
    return error === null ? [] : [`fails "${name}": ${error}`];
  });
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
