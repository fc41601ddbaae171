/** How many mutants `linq-openapi verify` kills: it cannot ask a deployment for every documented response. */
import type { Check } from "../checks/check.js";
import { type Case, codeOf, requestFor } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { json } from "../engine/validators.js";
import { leaveCase, leaveChecks } from "../live/leave-checks.js";
import { livePlan } from "../live/live-checks.js";
import { referenceProvider } from "../providers/reference-provider.js";

/** Whether verify finds something if a provider sends this response in place of the case's. */
export type Kills = (one: Case, response: HttpResponse) => Promise<boolean>;

/** One for each set of inputs that verify may be given. */
export async function verifyKills(contract: Contract): Promise<Record<string, Kills>> {
  const pathOf = (example: string) => requestFor(leaveCase(contract, example)).path;
  const idOf = (example: string) => /\/chats\/([^/]+)/.exec(pathOf(example))?.[1] ?? "";
  const [delivery] = contract.written.webhooks.flatMap(({ requestBodies }) => requestBodies[0]?.examples ?? []);
  const webhook = { method: "POST", path: "", headers: {}, body: JSON.stringify(delivery?.value) };
  const known = { chatOfAnotherPartner: idOf("chatOfAnotherPartner"), groupChatsOnly: idOf("groupChatsOnly") };
  const plan = (hasKey: boolean, known = {}) =>
    livePlan(contract, { hasKey, known, isMock: false }).filter(({ skipped }) => skipped === undefined);
  const leave = leaveChecks(contract, false, idOf("accepted"), async () => webhook);
  const leaving = leavingProvider(pathOf("accepted"), pathOf("chatUnavailable"));
  return {
    "verify without a key": await killsBy(plan(false), leaving),
    "verify with a key": await killsBy(plan(true), leaving),
    "verify with a key and a chat to leave": await killsBy([...plan(true), ...leave], leaving),
    "verify with two further ids as well": await killsBy([...plan(true, known), ...leave], leaving),
  };
}

type Provider = (request: HttpRequest) => HttpResponse;

/** The reference provider, with a memory of one chat. */
function leavingProvider(chat: string, leftChat: string): () => Provider {
  return () => {
    let isLeft = false;
    return (request) => {
      const response = referenceProvider(request.path === chat && isLeft ? { ...request, path: leftChat } : request);
      isLeft ||= response.status === 202;
      return response;
    };
  };
}

async function killsBy(checks: Check[], start: () => Provider): Promise<Kills> {
  const asked = new Set<string>();
  const provider = start();
  for (const { name, run } of checks) {
    const findings = await run(async (request) => {
      const response = provider(request);
      asked.add(outcomeOf(response));
      return response;
    });
    if (findings.length > 0) throw new Error(`The reference provider fails: ${name}`);
  }
  return async (one, mutant) => {
    const outcome = `${one.response.status} ${codeOf(one.body)}`;
    if (!asked.has(outcome)) return false;
    const provider = start();
    for (const { run } of checks) {
      const findings = await run(async (request) => {
        const response = provider(request);
        return outcomeOf(response) === outcome ? mutant : response;
      });
      if (findings.length > 0) return true;
    }
    return false;
  };
}

function outcomeOf({ status, body }: HttpResponse): string {
  return `${status} ${codeOf(json(body))}`;
}
