/**
 * `npm run test:conformance`: runs the scenarios of `generated/conformance.json` with this package's client and with the official SDKs.
 * Ours must pass them all; the others' deviations are printed. With `--serve`, it waits for your own client instead.
 */
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import conformance from "linq-openapi/conformance.json" with { type: "json" };
import type { Scenario } from "../../scripts/generate/conformance.js";
import { table } from "../../scripts/text-table.js";
import { ASPECTS, type Aspect, deviations } from "./deviations.js";
import { startConformanceServer } from "./scenario-server.js";

const scenarios = conformance.scenarios as Scenario[];
const run = promisify(execFile);
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const LIMIT = 300_000;

/** How to run each client, as a command and its arguments. */
const clients: Record<string, () => Promise<[command: string, ...args: string[]]>> = {
  "linq-openapi": async () => [process.execPath, "--import", "tsx", path("clients/linq-openapi.ts")],
  "official SDK, TypeScript": async () => [process.execPath, "--import", "tsx", path("clients/official-sdk.ts")],
  "official SDK, Python": async () => [await python("linq-python==0.65.0"), path("clients/official_sdk.py")],
};

if (process.argv.includes("--serve")) await serve();
else await compare();

async function compare(): Promise<void> {
  const server = await startConformanceServer(scenarios);
  const rows: string[][] = [];
  try {
    for (const [name, command] of Object.entries(clients)) {
      const [program, ...args] = await command();
      await run(program, args, { timeout: LIMIT, env: { ...process.env, CONFORMANCE_URL: server.url } });
      const found = verdicts(server.observations());
      const same = (aspect: Aspect) => scenarios.length - [...found.values()].filter((one) => one.has(aspect)).length;
      rows.push([name, `${scenarios.length - found.size}`, ...ASPECTS.map((aspect) => `${same(aspect)}`)]);
      if (name !== "linq-openapi") continue;
      for (const [scenario, problems] of found) console.error(`${scenario}: ${[...problems.values()].join("; ")}`);
      if (found.size > 0) process.exitCode = 1;
    }
  } finally {
    await server.stop();
  }
  console.log(`Passed, of ${scenarios.length} scenarios:\n`);
  console.log(table([["client", "all", ...ASPECTS], ...rows]));
}

/** The failed scenarios. A scenario that was not run counts as failed. */
function verdicts(observations: ReturnType<Awaited<ReturnType<typeof startConformanceServer>>["observations"]>) {
  const missing = new Map(ASPECTS.map((aspect) => [aspect, "was not run"]));
  const all = scenarios.map((scenario): [string, Map<Aspect, string>] => {
    const observation = observations.get(scenario.name);
    return [scenario.name, observation ? deviations(scenario, observation) : missing];
  });
  return new Map(all.filter(([, problems]) => problems.size > 0));
}

async function serve(): Promise<void> {
  const server = await startConformanceServer(scenarios, 4012);
  console.log(`GET ${server.url} lists ${scenarios.length} scenarios, each with a base URL for your client.
For each, make the request with ${conformance.retries} retries, then POST the caller's result to <base URL>/result.
Press Ctrl-C to see the results.`);
  process.once("SIGINT", async () => {
    const found = verdicts(server.observations());
    for (const [scenario, problems] of found) console.log(`${scenario}: ${[...new Set(problems.values())].join("; ")}`);
    console.log(`${scenarios.length - found.size} of ${scenarios.length} scenarios passed`);
    await server.stop();
  });
}

/** A Python environment with the package, kept between runs. */
async function python(specifier: string): Promise<string> {
  const folder = path("../../node_modules/.cache/linq-openapi/python");
  const binary = `${folder}/bin/python`;
  if (!(await stat(binary).catch(() => undefined))) {
    await mkdir(folder, { recursive: true });
    await run("python3", ["-m", "venv", folder]);
  }
  await run(binary, ["-m", "pip", "install", "--quiet", specifier]);
  return binary;
}
