import { setTimeout as sleep } from "node:timers/promises";
import { createRedactor } from "linq-openapi";
import type { Contract } from "../engine/contract.js";
import { type Send, sendOverHttp } from "../engine/exchange.js";
import { at } from "../engine/json-pointers.js";
import { ANY_KEY } from "../engine/requests.js";

import { LONGEST_KEY, type Redact, withoutKey } from "./hide-key.js";
import { type AwaitDelivery, leaveChecks, mismatch } from "./leave-checks.js";
import { type LiveCheck, livePlan } from "./live-checks.js";
import type { VerifyOptions } from "./options.js";
import { type CheckResult, findingsOf, newReport, type Report, UsageError } from "./report.js";
import { receiveWebhook, type WebhookReceiver } from "./webhook-receiver.js";

type Print = (line: string) => void;

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;
/** The longest `retry-after` that is obeyed, in seconds. */
const LONGEST_WAIT = 60;
const TOLD = "The mock was told which responses to return: only their format is checked.";
/** For an implementation on this machine, such as a service in its own CI. */
const GUESSED = [
  "The target was taken for a mock, because it is on this machine.",
  "If it is an implementation, pass --no-mock (in a program, mock: false).",
];

export async function verify(options: VerifyOptions, contract: Contract): Promise<Report> {
  const { apiKey = "" } = options;
  if (apiKey.length > LONGEST_KEY || !/^[!-~]*$/.test(apiKey)) {
    throw new UsageError(
      `The API key must consist of at most ${LONGEST_KEY} visible ASCII characters. Look for a space or a line break in it. Nothing was sent.`,
    );
  }
  const redact = createRedactor(apiKey);
  return run(options, contract, redact).catch((error: Error) => {
    throw error instanceof UsageError ? new UsageError(redact(error.message)) : error;
  });
}

async function run(options: VerifyOptions, contract: Contract, redact: Redact): Promise<Report> {
  const { known = {}, leaveChatId, webhook, timeout = 10_000 } = options;
  const print = (line: string) => options.onProgress?.(redact(line));
  const url = readTarget(contract, options);
  const isMock = options.mock ?? LOOPBACK.test(url.hostname);
  const key = options.apiKey ?? (isMock ? ANY_KEY : undefined);
  if (key === undefined && (leaveChatId !== undefined || Object.keys(known).length > 0)) {
    throw new UsageError(
      "To leave a chat or use a known id, verify needs the API key in LINQ_API_V3_API_KEY. Nothing was sent.",
    );
  }
  const plan = livePlan(contract, { hasKey: key !== undefined, known, isMock });
  const receiver = webhook && (await receiveWebhook(webhook, (body) => mismatch(leaveChatId ?? "", body), print));
  try {
    const leaving = leaveChecks(contract, isMock, leaveChatId, awaited(options, receiver, redact, print));
    const asked = [...plan, ...leaving].filter(({ skipped }) => skipped === undefined).length;
    print(`Target    ${url.href}${isMock ? " (a mock)" : ""}`);
    print(`Checks    ${asked}, with random chat ids${isMock ? " and the documented ones" : ""}`);
    for (const [name, id] of Object.entries(known)) print(`Known id  ${id} (${name})`);
    print(`Changes   ${changes(options, isMock)}`);
    if (receiver) print(`Webhook   arrives at ${receiver.url}`);

    const send = sendWith(key, sendOverHttp(options.url, { timeLimit: timeout }), redact);
    const { results, problem } = await runAll(plan, leaving, send, print);
    const isDoubtful = options.mock === undefined && findingsOf({ results }).length > 0;
    const notes = isMock ? [...(isDoubtful ? GUESSED : []), TOLD] : [];
    const found = { results, notes, ...(problem && { problem: redact(problem) }) };
    return newReport(redact(options.url), contract.written, found);
  } finally {
    await receiver?.stop();
  }
}

function changes({ leaveChatId, known = {} }: VerifyOptions, isMock: boolean): string {
  if (leaveChatId !== undefined) return `LEAVES THE CHAT ${leaveChatId}`;
  // Only a mock is asked for the documented successes, and the sandbox then treats their chats as left.
  const nothing = isMock ? "nothing but what the mock itself remembers" : "nothing";
  return Object.keys(known).length > 0 ? `${nothing}, unless a known id is a group that can be left` : nothing;
}

/** @throws UsageError that says what a target must be */
function readTarget({ written }: Contract, { url: target, allowProduction, allowInsecureHttp }: VerifyOptions): URL {
  const url = URL.canParse(target) ? new URL(target) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new UsageError(
      `The target must be a base URL such as https://api.linqapp.com/api/partner, not ${JSON.stringify(target)}.`,
    );
  }
  if (/\/v3\/*$/.test(url.pathname)) {
    throw new UsageError("The target must not end with /v3, because each path begins with it. Nothing was sent.");
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

/** Waits for the webhook as the options specify. */
function awaited(
  { leaveChatId = "", webhookBody, webhookTimeout = 60_000 }: VerifyOptions,
  receiver: WebhookReceiver | undefined,
  redact: Redact,
  print: Print,
): AwaitDelivery | undefined {
  if (!receiver && !webhookBody) return undefined;
  const others = receiver?.others ?? [];
  const received = async () => {
    if (!webhookBody) return receiver?.delivery;
    const body = await webhookBody();
    const what = mismatch(leaveChatId, body);
    if (what === undefined) return { method: "POST", path: "", headers: {}, body };
    others.push({ isRejected: false, what });
    return undefined;
  };
  return async () => {
    print(`  waiting for the webhook, at most ${webhookTimeout / 1000} s`);
    const delivery = await Promise.race([received(), sleep(webhookTimeout, undefined, { ref: false })]);
    return delivery ? withoutKey(delivery, redact) : others;
  };
}

/** Stops at the first request without a response, and skips the checks of the leave that follow a failed one. */
async function runAll(plan: LiveCheck[], leaving: LiveCheck[], send: Send, print: Print) {
  const results: CheckResult[] = [];
  const skip = (name: string, reason: string) => results.push({ name, outcome: "skipped", reason, findings: [] });
  let failed: string | undefined;
  for (const check of [...plan, ...leaving]) {
    const { name, covers, skipped, run, isHiddenBy404 } = check;
    const isLeaving = leaving.includes(check);
    const reason = skipped ?? (isLeaving && failed ? `${failed} was not kept` : undefined);
    if (reason !== undefined) {
      skip(name, reason);
      continue;
    }
    const expectsToWait = covers.some((cell) => /^response › .+ › 429$/.test(cell));
    let status = 0;
    const findings = await run(async (request) => {
      const response = await (expectsToWait ? send : patient(send, print))(request);
      status = response.status;
      return response;
    });
    const unanswered = findings.find(({ title }) => title === "No response");
    if (unanswered) {
      skip(name, "got no response");
      return { results, problem: unanswered.actual };
    }
    const isKept = findings.length === 0;
    if (isKept && isHiddenBy404 && status === 404) {
      skip(name, "got 404, which may be about the unknown chat");
      continue;
    }
    results.push({ name, outcome: isKept ? "kept" : "broken", findings });
    print(`  ${isKept ? "kept  " : "BROKEN"}  ${name}`);
    if (isLeaving && !isKept) failed = name;
  }
  return { results };
}

/** Sends the caller's key in place of the suite's own, and hides it in the response: a target may repeat what it was sent. */
function sendWith(key: string | undefined, send: Send, redact: Redact): Send {
  return async (request) => {
    const { authorization } = request.headers;
    const isOwn = key !== undefined && authorization === `Bearer ${ANY_KEY}`;
    const headers = isOwn ? { ...request.headers, authorization: `Bearer ${key}` } : request.headers;
    return withoutKey(await send({ ...request, headers }), redact);
  };
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
