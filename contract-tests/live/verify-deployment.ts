import { setTimeout as sleep } from "node:timers/promises";
import { createRedactor } from "linq-openapi";
import type { Contract } from "../engine/contract.js";
import { type Send, sendOverHttp } from "../engine/exchange.js";
import { at } from "../engine/json-pointers.js";
import { ANY_KEY } from "../engine/requests.js";
import { type Redact, withoutKey } from "./hide-key.js";
import { type AwaitDelivery, isLeaveOf, leaveChecks } from "./leave-checks.js";
import { type LiveCheck, livePlan } from "./live-checks.js";
import type { VerifyOptions } from "./options.js";
import { type CheckResult, newReport, type Report, UsageError } from "./report.js";
import { receiveWebhooks, type WebhookReceiver } from "./webhook-receiver.js";

type Print = (line: string) => void;

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;
/** The longest `retry-after` that is obeyed, in seconds. */
const LONGEST_WAIT = 60;
const TOLD = "The mock was told which responses to return: only their format is checked.";

export async function verify(options: VerifyOptions, contract: Contract): Promise<Report> {
  const { apiKey = "" } = options;
  if (!/^[!-~]*$/.test(apiKey)) {
    throw new UsageError(
      "The API key must consist of visible ASCII characters. Look for a space or a line break in it. Nothing was sent.",
    );
  }
  const redact = createRedactor(apiKey);
  return run(options, contract, redact).catch((error: Error) => {
    throw error instanceof UsageError ? new UsageError(redact(error.message)) : error;
  });
}

async function run(options: VerifyOptions, contract: Contract, redact: Redact): Promise<Report> {
  const { known = {}, leaveChatId, timeout = 10_000 } = options;
  const onProgress = (line: string) => options.onProgress?.(redact(line));
  const url = readTarget(contract, options);
  const isMock = options.mock ?? LOOPBACK.test(url.hostname);
  const key = options.apiKey ?? (isMock ? ANY_KEY : undefined);
  if (key === undefined && (leaveChatId !== undefined || Object.keys(known).length > 0)) {
    throw new UsageError(
      "To leave a chat or use a known id, verify needs the API key in LINQ_API_V3_API_KEY. Nothing was sent.",
    );
  }
  const plan = livePlan(contract, { key, known, isMock });
  const receiver = await startReceiver(options, onProgress);
  try {
    const leaving = leaveChecks(contract, { key, isMock }, leaveChatId, awaited(options, receiver, onProgress, redact));
    const asked = [...plan, ...leaving].filter(({ skipped }) => skipped === undefined).length;
    onProgress(`Target    ${url.href}${isMock ? " (a mock)" : ""}`);
    onProgress(`Checks    ${asked}, with random chat ids${isMock ? " and the documented ones" : ""}`);
    for (const [name, id] of Object.entries(known)) onProgress(`Known id  ${id} (${name})`);
    onProgress(`Changes   ${changes(options)}`);
    if (receiver) onProgress(`Webhook   arrives at ${receiver.url}`);

    const sendAndReceive = sendOverHttp(options.url, { timeLimit: timeout });
    // A target may repeat what it was sent.
    const send: Send = async (request) => withoutKey(await sendAndReceive(request), redact);
    const { results, problem } = await runAll(plan, leaving, send, onProgress);
    const notes = isMock ? [TOLD] : [];
    const found = { results, notes, ...(problem && { problem: redact(problem) }) };
    return newReport(redact(options.url), contract.written, found);
  } finally {
    await receiver?.stop();
  }
}

function changes({ leaveChatId, known = {} }: VerifyOptions): string {
  if (leaveChatId !== undefined) return `LEAVES THE CHAT ${leaveChatId}`;
  return Object.keys(known).length > 0 ? "nothing, unless a known id is a group that can be left" : "nothing";
}

/** @throws UsageError that says what a target must be */
function readTarget({ written }: Contract, { url: target, allowProduction, allowInsecureHttp }: VerifyOptions): URL {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new UsageError(
      `The target must be a base URL such as https://api.linqapp.com/api/partner, not ${JSON.stringify(target)}.`,
    );
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname) && !allowInsecureHttp) {
    throw new UsageError(
      `The API key would be sent to ${url.hostname} unencrypted. Use https, or pass --allow-insecure-http.`,
    );
  }
  const { hostname } = new URL(`${at(written.spec, "#/servers/0/url")}`);
  if (url.hostname.replace(/\.$/, "") === hostname && !allowProduction) {
    throw new UsageError(`${hostname} is Linq's production API. Nothing was sent. Pass --production to allow it.`);
  }
  return url;
}

async function startReceiver({ webhook }: VerifyOptions, onProgress: Print): Promise<WebhookReceiver | undefined> {
  if (!webhook) return undefined;
  return receiveWebhooks(webhook, onProgress).catch((error: Error) => {
    throw new UsageError(`Cannot receive the webhook: ${error.message}. Nothing was sent.`);
  });
}

/** Waits for the webhook in the way that the options say. */
function awaited(
  { webhookBody, webhookTimeout = 60_000 }: VerifyOptions,
  receiver: WebhookReceiver | undefined,
  print: Print,
  redact: Redact,
): AwaitDelivery | undefined {
  if (!receiver && !webhookBody) return undefined;
  return async (chatId) => {
    print(`  waiting for the webhook, at most ${webhookTimeout / 1000} s`);
    if (!webhookBody) {
      const delivery = await receiver?.delivery((body) => isLeaveOf(chatId, body), webhookTimeout);
      return delivery && withoutKey(delivery, redact);
    }
    const body = await Promise.race([webhookBody(), sleep(webhookTimeout, "", { ref: false })]);
    return isLeaveOf(chatId, body) ? withoutKey({ method: "POST", path: "", headers: {}, body }, redact) : undefined;
  };
}

/** Stops at the first request without a response, and skips the checks of the leave that follow a failed one. */
async function runAll(plan: LiveCheck[], leaving: LiveCheck[], send: Send, print: Print) {
  const results: CheckResult[] = [];
  let failed: string | undefined;
  for (const check of [...plan, ...leaving]) {
    const { name } = check;
    const isAfterFailure = failed !== undefined && leaving.includes(check);
    const reason = check.skipped ?? (isAfterFailure ? `${failed} was not kept` : undefined);
    if (reason !== undefined) {
      results.push({ name, outcome: "skipped", reason, findings: [] });
      continue;
    }
    const expectsToWait = check.covers.some((cell) => /^response › .+ › 429$/.test(cell));
    const findings = await check.run(expectsToWait ? send : patient(send, print));
    const unanswered = findings.find(({ title }) => title === "No response");
    if (unanswered) {
      results.push({ name, outcome: "skipped", reason: "got no response", findings: [] });
      return { results, problem: unanswered.actual };
    }
    const isKept = findings.length === 0;
    results.push({ name, outcome: isKept ? "kept" : "broken", findings });
    print(`  ${isKept ? "kept  " : "BROKEN"}  ${name}`);
    if (!isKept && leaving.includes(check)) failed = name;
  }
  return { results };
}

/** Waits as long as a 429 asks, once per request. */
function patient(send: Send, print: Print): Send {
  return async (request) => {
    const response = await send(request);
    const wait = Number(response.headers["retry-after"]);
    if (response.status !== 429 || !(wait >= 0 && wait <= LONGEST_WAIT)) return response;
    print(`  waiting ${wait} s, as the target asks`);
    await sleep(wait * 1000);
    return send(request);
  };
}
