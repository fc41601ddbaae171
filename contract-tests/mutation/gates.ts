/** The gates that a mutant of the contract has to pass, cheapest first. Each says why it stops one, or nothing. */

import type { Check } from "../checks/check.js";
import { clientChecks } from "../checks/client-checks.js";
import { providerChecks } from "../checks/provider-checks.js";
import { referencePageDeviations } from "../checks/reference-page.js";
import { schemaChecks } from "../checks/schema-checks.js";
import { specChecks } from "../checks/spec-checks.js";
import { vendorChecks } from "../checks/vendor-checks.js";
import { type Contract, loadContract } from "../engine/contract.js";
import type { Send } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { at } from "../engine/json.js";
import type { Spec } from "../engine/openapi.js";
import { lint } from "./lint-gate.js";
import { GATES, type GateName, type Kill } from "./verdict.js";

/** The first gate that stops the document. */
export async function firstKill(spec: Spec): Promise<Kill | undefined> {
  for (const gate of GATES) {
    // A document that a gate cannot even read is killed too.
    const reason = await gates[gate](spec).catch((error: Error) => error.message);
    if (reason !== undefined) return { gate, reason };
  }
  return undefined;
}

export const gates: Record<GateName, (spec: Spec) => Promise<string | undefined>> = {
  lint: async (spec) => (await lint(spec))[0],
  "reference page": async (spec) => referencePageDeviations(spec)[0],
  contract: contractGate,
  client: clientGate,
  // The compiler is slow to load, and few mutants come this far.
  types: async (spec) => (await import("./type-gate.js")).typeGate(spec),
};

async function contractGate(spec: Spec): Promise<string | undefined> {
  const contract = loadContract(spec);
  const mock = contract.written.prism.mock;
  for (const checks of [
    specChecks,
    vendorChecks,
    (one: Contract) => providerChecks(one, { exact: true }),
    schemaChecks,
  ]) {
    const found = await firstFinding(checks(contract), mock);
    if (found) return found;
  }
  return undefined;
}

/** The client as it is, with nothing configured, against a mock of the mutant at the mutant's address. */
async function clientGate(spec: Spec): Promise<string | undefined> {
  const contract = loadContract(spec);
  return firstFinding(
    clientChecks(contract, { fetch: fetchFrom(spec, contract.written.prism.mock) }),
    contract.written.prism.mock,
  );
}

function fetchFrom(spec: Spec, mock: Send): typeof globalThis.fetch {
  const server = `${at(spec, "#/servers/0/url")}`;
  return async (input, init) => {
    const request = new Request(input, init);
    const { url, method } = request;
    const headers = Object.fromEntries(request.headers);
    const body = await request.text();
    if (!url.startsWith(`${server}/`))
      throw new TypeError(`The contract's server is ${server}; the client asks ${url}.`);
    const answer = await mock({ method, path: url.slice(server.length), headers, ...(body && { body }) });
    return new Response(answer.body || null, { status: answer.status, headers: answer.headers });
  };
}

async function firstFinding(checks: Check[], send: Send): Promise<string | undefined> {
  for (const { name, run } of checks) {
    const [finding] = await run(send);
    if (finding) return shortly(name, finding);
  }
  return undefined;
}

function shortly(name: string, { title, location, expected, actual }: Finding): string {
  return `${name}: ${title} at ${location}, expected ${expected}, actual ${actual}`.slice(0, 300);
}
