import { setTimeout as sleep } from "node:timers/promises";
import { type Contract, loadContract } from "../engine/contract.js";
import { type Ask, askOverHttp } from "../engine/exchange.js";
import { describe, type Finding } from "../engine/findings.js";
import { livePlan } from "./checks.js";

export interface LiveRun {
  /** The base URL of the deployment, as a client takes it. */
  target: string;
  key?: string | undefined;
  leaveChatId?: string | undefined;
  /** For one exchange, in milliseconds. @default 10 000 */
  timeLimit?: number;
  print(line: string): void;
  /** @default the one that the package ships */
  contract?: Contract;
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;
/** The longest wait that the suite grants a target that asks it to slow down, in seconds. */
const LONGEST_WAIT = 60;

/** Asks the deployment and prints what deviates from the contract. Gives the findings; none if the contract is kept. */
export async function runLive({
  target,
  key,
  leaveChatId,
  timeLimit = 10_000,
  print,
  ...run
}: LiveRun): Promise<Finding[]> {
  const url = readTarget(target);
  const isMock = LOOPBACK.test(url.hostname);
  const { checks, notAsked } = livePlan(run.contract ?? loadContract(), { key, leaveChatId, isMock });
  const ask = patient(askOverHttp(target, { timeLimit }), print);
  const hide = (text: string) => (key ? text.replaceAll(key, "[the key]") : text);
  const findings: Finding[] = [];

  print(`Target    ${url.href}`);
  if (leaveChatId !== undefined) print(`Will leave the chat ${leaveChatId}, for CONTRACT_LEAVE_CHAT_ID is set.`);
  for (const { name, run } of checks) {
    const found = await run(ask);
    findings.push(...found);
    print(`  ${found.length === 0 ? "kept  " : "BROKEN"}  ${name}`);
    if (found.some(({ cause }) => cause === "no answer")) {
      print("Nothing more was asked.");
      break;
    }
  }
  for (const one of notAsked) print(`  not asked  ${one}`);
  for (const finding of findings) print(`\n${hide(describe(finding))}`);
  print(
    findings.length === 0
      ? "\nThe target keeps the contract, as far as it was asked."
      : `\n${findings.length === 1 ? "1 deviation" : `${findings.length} deviations`}.`,
  );
  return findings;
}

/** @throws Error that says what a target has to be. */
function readTarget(target: string): URL {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new Error(
      `CONTRACT_TARGET has to be a base URL such as https://api.linqapp.com/api/partner, not ${JSON.stringify(target)}.`,
    );
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new Error(`CONTRACT_TARGET has to be https: the API key would travel in the clear to ${url.hostname}.`);
  }
  return url;
}

/** Waits as long as a 429 asks, once for each request. */
function patient(ask: Ask, print: (line: string) => void): Ask {
  return async (request) => {
    const answer = await ask(request);
    const wait = Number(answer.headers["retry-after"]);
    if (answer.status !== 429 || !(wait >= 0 && wait <= LONGEST_WAIT)) return answer;
    print(`  waiting ${wait} s, as the target asks`);
    await sleep(wait * 1000);
    return ask(request);
  };
}
