import { setTimeout as sleep } from "node:timers/promises";
import { type Contract, loadContract } from "../engine/contract.js";
import { type Send, sendOverHttp } from "../engine/exchange.js";
import { type Finding, formatFinding } from "../engine/findings.js";
import { livePlan } from "./live-checks.js";

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
/** Longest `Retry-After` that is obeyed, in seconds. */
const LONGEST_WAIT = 60;

/** Checks a deployment against the contract and prints every deviation. Resolves to the findings. */
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
  const { checks, skipped } = livePlan(run.contract ?? loadContract(), { key, leaveChatId, isMock });
  const send = patient(sendOverHttp(target, { timeLimit }), print);
  const hide = (text: string) => (key ? text.replaceAll(key, "[the key]") : text);
  const findings: Finding[] = [];

  print(`Target    ${url.href}`);
  if (leaveChatId !== undefined) print(`Leaving the chat ${leaveChatId}, because CONTRACT_LEAVE_CHAT_ID is set.`);
  for (const { name, run } of checks) {
    const found = await run(send);
    findings.push(...found);
    print(`  ${found.length === 0 ? "kept  " : "BROKEN"}  ${name}`);
    if (found.some(({ title }) => title === "No response")) {
      print("Stopped here.");
      break;
    }
  }
  for (const one of skipped) print(`  skipped  ${one}`);
  for (const finding of findings) print(`\n${hide(formatFinding(finding))}`);
  print(
    findings.length === 0
      ? "\nThe target keeps the contract, as far as it was checked."
      : `\n${findings.length === 1 ? "1 deviation" : `${findings.length} deviations`}.`,
  );
  return findings;
}

/** @throws Error that says what a target must be */
function readTarget(target: string): URL {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username) {
    throw new Error(
      `CONTRACT_TARGET must be a base URL such as https://api.linqapp.com/api/partner, not ${JSON.stringify(target)}.`,
    );
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) {
    throw new Error(`CONTRACT_TARGET must be https: the API key would travel in the clear to ${url.hostname}.`);
  }
  return url;
}

/** Waits as long as a 429 asks, once per request. */
function patient(send: Send, print: (line: string) => void): Send {
  return async (request) => {
    const response = await send(request);
    const wait = Number(response.headers["retry-after"]);
    if (response.status !== 429 || !(wait >= 0 && wait <= LONGEST_WAIT)) return response;
    print(`  waiting ${wait} s, as the target asks`);
    await sleep(wait * 1000);
    return send(request);
  };
}
