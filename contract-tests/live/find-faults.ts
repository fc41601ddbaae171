/** Whether an installed package finds every fault of the reference provider: `verify` itself, and `judge` in the traffic of that run. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { type Fault, faults } from "../providers/provider-faults.js";
import { serve } from "../providers/provider-server.js";
import { referenceProvider } from "../providers/reference-provider.js";
import { toHar } from "./har.js";

/** Only the sender of the request knows which error was expected. */
const INVISIBLE = "Response differs from the documented example";

const [project = ""] = process.argv.slice(2);
const entry = pathToFileURL(join(project, "node_modules/linq-openapi/dist/contract-tests/live/index.js"));
const { verifyDeployment, judgeTraffic, findingsOf }: typeof import("./index.js") = await import(entry.href);
const folder = await mkdtemp(join(tmpdir(), "linq-openapi-faults-"));
const missed: string[] = [];

try {
  await look(undefined);
  for (const fault of faults) await look(fault);
} finally {
  await rm(folder, { recursive: true });
}
for (const one of missed) console.log(`  ${one}`);
console.log(`  ${faults.length} faults, for judge without "${INVISIBLE}"; ${missed.length} missed`);
if (missed.length > 0) process.exitCode = 1;

/** Without a fault, nothing may be found. */
async function look(fault: Fault | undefined): Promise<void> {
  const exchanges: { request: HttpRequest; response: HttpResponse }[] = [];
  const server = await serve((request) => {
    const response = referenceProvider(request);
    const faulty = fault ? fault.apply(response, request) : response;
    exchanges.push({ request, response: faulty });
    return faulty;
  });
  const verified = await verifyDeployment({ url: server.url }).finally(server.stop);
  const traffic = join(folder, "traffic.har");
  await writeFile(traffic, toHar("https://api.example.com", exchanges));
  const judged = await judgeTraffic({ traffic });
  for (const [name, report] of Object.entries({ verify: verified, judge: judged })) {
    const titles = findingsOf(report).map(({ title }) => title);
    const isFound = fault ? titles.includes(fault.title) : titles.length === 0;
    const isExcused = name === "judge" && fault?.title === INVISIBLE;
    if (!isFound && !isExcused) missed.push(`${name}: ${fault?.name ?? "no fault"}, found ${titles}`);
  }
}
