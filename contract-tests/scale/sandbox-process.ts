/**
 * A sandbox in its own process that counts what arrives. Its arguments are the receiver's URL and the sandbox's port; on SIGTERM it
 * prints its counts and ends.
 */
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import { constants, setPriority } from "node:os";
import { startSandbox } from "linq-openapi/sandbox";
import { secret } from "../helpers/receiver.js";
import type { Seen } from "./many-workers.js";

try {
  // Requests that wait for a busy machine would be counted as if they had arrived at once. Not every user may set the priority.
  setPriority(constants.priority.PRIORITY_HIGH);
} catch {}

const [url = "", port] = process.argv.slice(2);
const arrivals: number[] = [];
const requests = new Map<string, number>();
const accepted = new Map<string, number>();
/** The chats whose webhook was sent, and those whose webhook was accepted. The sandbox itself forgets the oldest. */
const left = new Set<string>();
const delivered = new Set<string>();
const count = (counts: Map<string, number>, path = "") => counts.set(path, (counts.get(path) ?? 0) + 1);

subscribe("http.server.request.start", (message) => {
  const { request } = message as { request: IncomingMessage };
  arrivals.push(performance.now());
  count(requests, request.url);
});

const sandbox = await startSandbox({
  port: Number(port),
  delay: 200,
  redeliverAfter: Array.from({ length: 10 }, (_, index) => 100 * 2 ** index),
  webhook: { url, secret },
  // Not counted by the responses that were sent, because a response to a killed worker is never sent.
  onLog(line) {
    const path = /^POST (\S+) → 202$/.exec(line)?.[1];
    if (path) count(accepted, path);
    const [, chatId, status = ""] = /^participant\.removed of (\S+) → (.*)$/.exec(line) ?? [];
    if (chatId) left.add(chatId);
    if (chatId && status.startsWith("2")) delivered.add(chatId);
  },
});
process.once("SIGTERM", async () => {
  const seen: Seen = {
    requests: arrivals.length,
    asked: requests.size,
    accepted: accepted.size,
    acceptedTwice: [...accepted.values()].filter((times) => times > 1).length,
    left: left.size,
    delivered: delivered.size,
    mostPerSecond: mostWithin(1_000, arrivals),
    seconds: ((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0)) / 1_000,
  };
  await sandbox.stop();
  console.log(JSON.stringify(seen));
});
console.log("ready");

/** The maximum number of moments within any period of this length. */
function mostWithin(length: number, moments: readonly number[]): number {
  let [first, most] = [0, 0];
  for (const [last, moment] of moments.entries()) {
    while ((moments[first] as number) <= moment - length) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
