/**
 * Mutates each documented response of the reference provider, and counts the mutants that the suite kills, that is, those for which a
 * check has a finding. Each survivor must be listed in equivalent-answers.yaml, with the reason why it still conforms to the contract. For comparison,
 * it also counts what Ajv, Prism and `linq-openapi verify` find.
 */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { parse } from "yaml";
import { table } from "../../scripts/text-table.js";
import { servedByReference } from "../checks/fault-checks.js";
import { providerChecks } from "../checks/provider-checks.js";
import { type Case, casesOf, requestFor } from "../engine/cases.js";
import { loadContract } from "../engine/contract.js";
import type { HttpResponse } from "../engine/exchange.js";
import { documentedResponse, json } from "../engine/validators.js";
import { referenceProvider } from "../providers/reference-provider.js";
import { type AnswerMutant, answerMutants } from "./answer-mutants.js";
import { verifyKills } from "./verify-kills.js";

interface Equivalent {
  operators: string[];
  /** A pattern for the place. */
  place: string;
  /** The status of the mutant's case. @default every status */
  status?: number;
  reason: string;
}

interface Judged {
  case: string;
  operator: string;
  place: string;
  change: string;
  /** What the suite found; nothing if the mutant survived. */
  finding: string | undefined;
  ajv: boolean;
  prism: boolean;
  /** The ways of running verify that kill it. */
  live: string[];
  reason: string | undefined;
}

const start = performance.now();
const contract = servedByReference(loadContract());
const { written } = contract;
const checks = new Map(providerChecks(contract, { exact: false }).map((check) => [check.name, check]));
const powers = await verifyKills(contract);
const equivalents: Equivalent[] = parse(await readFile(new URL("equivalent-answers.yaml", import.meta.url), "utf8"));
const used = new Set<Equivalent>();
const judged: Judged[] = [];
for (const one of casesOf(written)) {
  const headers = one.response.headers.map(({ name }) => name);
  for (const mutant of answerMutants(referenceProvider(requestFor(one)), headers))
    judged.push(await judge(one, mutant));
}

const broken = judged.filter(({ reason }) => reason === undefined);
const survivors = broken.filter(({ finding }) => finding === undefined);
const idle = equivalents.filter((one) => !used.has(one));
const share = (count: number) => `${((100 * count) / broken.length).toFixed(1)}%`;
console.log(
  `${judged.length} mutants of the documented responses, ${broken.length} of which break a promise. Killed by`,
);
console.log(
  table([
    ["  the suite", share(broken.length - survivors.length)],
    ["  Ajv alone", share(broken.filter(({ ajv }) => ajv).length)],
    ["  Prism alone", share(broken.filter(({ prism }) => prism).length)],
    ...Object.keys(powers).map((name) => [`  ${name}`, share(broken.filter(({ live }) => live.includes(name)).length)]),
  ]),
);
const seconds = ((performance.now() - start) / 1000).toFixed(1);
console.log(`${judged.length - broken.length} equivalent with a reason, ${survivors.length} survive; ${seconds} s`);
for (const { case: name, operator, place, change } of survivors)
  console.log(`survives: ${name}: ${operator} ${place} ${change}`);
for (const { operators, place } of idle)
  console.log(`listed as equivalent, but does not survive: ${operators} at ${place}`);
await mkdir("reports", { recursive: true });
await writeFile("reports/answer-mutation.json", `${JSON.stringify(judged, null, 2)}\n`);
if (survivors.length > 0 || idle.length > 0) process.exitCode = 1;

async function judge(one: Case, { response, ...mutant }: AnswerMutant): Promise<Judged> {
  const [finding] = (await checks.get(one.name)?.run(async () => response)) ?? [];
  const violations = await written.prism.validate(requestFor(one), response);
  const equivalent = finding ? undefined : equivalents.find((other) => matches(other, one, mutant));
  if (equivalent) used.add(equivalent);
  const live: string[] = [];
  for (const [name, kills] of Object.entries(powers)) if (await kills(one, response)) live.push(name);
  return {
    case: one.name,
    ...mutant,
    finding: finding?.title,
    ajv: ajvRejects(one, response),
    prism: violations.some(({ location: [part] }) => part === "response" || part === undefined),
    live,
    reason: equivalent?.reason,
  };
}

function matches({ operators, place, status }: Equivalent, one: Case, mutant: Omit<AnswerMutant, "response">): boolean {
  const isOfStatus = status === undefined || status === one.response.status;
  return isOfStatus && operators.includes(mutant.operator) && new RegExp(`^${place}$`).test(mutant.place);
}

/** Whether the body violates the schema that is documented for the status. */
function ajvRejects({ operation }: Case, { status, body }: HttpResponse): boolean {
  const [media] = documentedResponse(operation, status)?.media ?? [];
  return !media?.schema.validate(json(body));
}
