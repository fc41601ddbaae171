/** The gates that a mutant of the contract has to pass, cheapest first. Each says why it stops one, or nothing. */

import { clientChecks } from "../checks/client-checks.js";
import { type Check, contractChecks } from "../checks/provider-checks.js";
import { referencePageDeviations } from "../checks/reference-page.js";
import { bodyChecks } from "../checks/schema-checks.js";
import { soundnessChecks } from "../checks/spec-checks.js";
import { secondOpinion } from "../checks/vendor-checks.js";
import { type Contract, loadContract } from "../engine/contract.js";
import type { Ask } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { at, type Spec } from "../engine/openapi.js";
import { lint } from "./lint.js";
import { GATES, type GateName, type Kill } from "./verdict.js";

/** The first gate that stops the document. */
export async function firstKill(spec: Spec): Promise<Kill | undefined> {
  for (const gate of GATES) {
    // A document that a gate cannot even read does not pass it either.
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
  types: async (spec) => (await import("./types.js")).typeGate(spec),
};

async function contractGate(spec: Spec): Promise<string | undefined> {
  const contract = loadContract(spec);
  const mock = contract.written.prism.mock;
  for (const checks of [
    soundnessChecks,
    secondOpinion,
    (one: Contract) => contractChecks(one, { exact: true }),
    bodyChecks,
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

function fetchFrom(spec: Spec, mock: Ask): typeof globalThis.fetch {
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

async function firstFinding(checks: Check[], ask: Ask): Promise<string | undefined> {
  for (const { name, run } of checks) {
    const [finding] = await run(ask);
    if (finding) return shortly(name, finding);
  }
  return undefined;
}

function shortly(name: string, { cause, where, expected, got }: Finding): string {
  return `${name}: ${cause} at ${where}, expected ${expected}, got ${got}`.slice(0, 300);
}
