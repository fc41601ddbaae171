/** The gates that a mutant of the contract must pass, cheapest first. Each returns why it stops a mutant, or nothing. */
import { createLinqClient } from "linq-openapi";
import type { Check } from "../checks/check.js";
import { clientChecks } from "../checks/client-checks.js";
import { faultChecks } from "../checks/fault-checks.js";
import { providerChecks } from "../checks/provider-checks.js";
import { referencePageChecks } from "../checks/reference-page.js";
import { schemaChecks } from "../checks/schema-checks.js";
import { specChecks } from "../checks/spec-checks.js";
import { vendorChecks } from "../checks/vendor-checks.js";
import { type Contract, loadContract } from "../engine/contract.js";
import type { Send } from "../engine/exchange.js";
import { at } from "../engine/json-pointers.js";
import type { Spec } from "../engine/openapi.js";
import { type Slice, slices } from "../engine/slices.js";
import { hasSecondSource } from "../vendor/sources.js";
import { lint } from "./lint-gate.js";
import type { Mutant } from "./spec-mutants.js";
import { typeGate } from "./type-gate.js";
import { GATES, type GateName, type Kill } from "./verdict.js";

interface Subject {
  /** The operations and webhooks that judge it. */
  ids: string[];
  /** The mutant, reduced to them. */
  cut: Spec;
  contract: Contract;
  createClient: typeof createLinqClient;
  /** The mutant, reduced to the operations whose types the package's code needs; nothing if it concerns none of them. */
  typed(): Spec | undefined;
  /** The checks that the contract, reduced in the same way, fails: they depend on another operation. */
  silent: Set<string>;
}

export type Judge = (mutant: Mutant) => Promise<Kill | undefined>;

/**
 * Judges mutants of the document by the operations that see them. The document itself must pass every gate.
 *
 * @param createClient the client that is made from the document
 */
export async function judgeOf(spec: Spec, createClient = createLinqClient): Promise<Judge> {
  const { ids, seenBy, of } = slices(spec);
  const sourced = of(ids.filter(hasSecondSource));
  const typed = (await typeGate(sourced.cut(spec))) === undefined ? sourced : of(ids);
  const silentIn = new Map<Slice, Promise<Set<string>>>();

  const subjectOf = (mutant: Spec, slice: Slice, silent: Set<string>): Subject => {
    const cut = slice.cut(mutant);
    return {
      ids: slice.ids,
      cut,
      contract: loadContract(cut),
      createClient,
      typed: () => (slice.ids.some((id) => typed.ids.includes(id)) ? typed.cut(mutant) : undefined),
      silent,
    };
  };
  const silentChecks = async (slice: Slice): Promise<Set<string>> => {
    const isCut = slice.ids.length < ids.length;
    const silent = isCut ? await failing(subjectOf(spec, slice, new Set())) : new Set<string>();
    const kill = await firstKill(() => subjectOf(spec, slice, silent));
    if (!kill) return silent;
    throw new Error(`The contract, reduced to ${slice.ids.join(", ")}, does not pass ${kill.gate}: ${kill.reason}`);
  };
  const judge = async (mutant: Spec, seers: string[]) => {
    const slice = of(judges(seers));
    const silent = silentIn.get(slice) ?? silentChecks(slice);
    silentIn.set(slice, silent);
    const known = await silent;
    return firstKill(() => subjectOf(mutant, slice, known));
  };

  await judge(spec, ids);
  return (mutant) => judge(mutant.spec(), seenBy(mutant.pointer));
}

/** Those with a second source, or else the first; at most two, because the others see a shared node in the same way. */
function judges(seers: string[]): string[] {
  const sourced = seers.filter(hasSecondSource);
  return sourced.length > 0 ? sourced.slice(0, 2) : seers.slice(0, 1);
}

/** The first gate that stops the subject. */
async function firstKill(read: () => Subject): Promise<Kill | undefined> {
  let gate: GateName = "lint";
  try {
    const subject = read();
    for (gate of GATES) {
      const reason = await gates[gate](subject);
      if (reason !== undefined) return { gate, reason };
    }
    return undefined;
  } catch (error) {
    // A document that a gate cannot even read is killed too.
    return { gate, reason: (error as Error).message };
  }
}

const gates: Record<GateName, (subject: Subject) => Promise<string | undefined>> = {
  lint: async ({ cut }) => (await lint(cut))[0],
  "reference page": (subject) => firstFinding(referencePageChecks(subject.cut, subject.ids), subject),
  contract: (subject) => firstFinding(contractChecks(subject), subject),
  /** The client without configuration, against a mock of the mutant at the mutant's address. */
  client: (subject) => {
    const { cut, contract, createClient } = subject;
    const fetch = fetchFrom(cut, contract.written.prism.mock);
    return firstFinding(clientChecks(contract, { fetch, createClient }), subject);
  },
  types: async ({ typed }) => {
    const spec = typed();
    return spec && typeGate(spec);
  },
};

function* contractChecks({ contract, ids }: Subject): Iterable<Check> {
  yield* specChecks(contract);
  yield* vendorChecks(contract, ids);
  yield* faultChecks(contract);
  yield* providerChecks(contract, { exact: true });
  yield* schemaChecks(contract);
}

function fetchFrom(spec: Spec, mock: Send): typeof globalThis.fetch {
  const server = `${at(spec, "#/servers/0/url")}`;
  return async (input, init) => {
    const request = new Request(input, init);
    const { url, method } = request;
    const headers = Object.fromEntries(request.headers);
    const body = await request.text();
    if (!url.startsWith(`${server}/`))
      throw new TypeError(`The contract's server is ${server}, but the client calls ${url}.`);
    const answer = await mock({ method, path: url.slice(server.length), headers, ...(body && { body }) });
    return new Response(answer.body || null, { status: answer.status, headers: answer.headers });
  };
}

async function firstFinding(checks: Iterable<Check>, { contract, silent }: Subject): Promise<string | undefined> {
  for (const { name, run } of checks) {
    if (silent.has(name)) continue;
    const [finding] = await run(contract.written.prism.mock);
    if (!finding) continue;
    const { title, location, expected, actual } = finding;
    return `${name}: ${title} at ${location}, expected ${expected}, actual ${actual}`.slice(0, 300);
  }
  return undefined;
}

/** The names of the contract gate's checks that the subject fails. */
async function failing(subject: Subject): Promise<Set<string>> {
  const names = new Set<string>();
  for (const { name, run } of contractChecks(subject)) {
    if ((await run(subject.contract.written.prism.mock)).length > 0) names.add(name);
  }
  return names;
}
