import { request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import type { Webhook } from "standardwebhooks";
import { interruptible, TIMED_OUT } from "../interruptible.js";
import type { ParticipantRemovedEvent } from "../webhook-events.js";
import { elapsed } from "./elapsed.js";

/** How long a receiver may take for its answer, in milliseconds. */
const ANSWER_LIMIT = 10_000;

/** What became of a webhook. */
export interface SandboxEvent {
  /** The `webhook-id` of every attempt. */
  readonly id: string;
  readonly event: ParticipantRemovedEvent;
  /** What each attempt met: the status of the receiver's answer, or why there was none, for instance `ECONNREFUSED`. */
  readonly attempts: readonly (number | string)[];
  /** `given-up`: the receiver refused it, or failed once more after the last pause. */
  readonly state: "pending" | "delivered" | "given-up";
}

/** A webhook on its way. */
export type Delivery = { -readonly [Member in keyof SandboxEvent]: SandboxEvent[Member] };

export interface Receiver {
  readonly url: URL;
  readonly key: Webhook;
  /** The pauses before each further attempt, in milliseconds. */
  readonly redeliverAfter: readonly number[];
  /** Receives a line for each attempt. */
  onLog(line: string): void;
}

/**
 * Delivers a webhook as Linq does: again after a 5xx, a 429, or no answer within 10 seconds; never after another answer. Follows no redirect.
 * The signal ends it at any time; the delivery then stays as it is.
 */
export async function deliver(delivery: Delivery, receiver: Receiver, signal: AbortSignal): Promise<void> {
  for (const ms of [0, ...receiver.redeliverAfter]) {
    if (!(await elapsed(ms, signal))) return;
    const met = await attempt(delivery, receiver, signal);
    if (signal.aborted) return;
    delivery.attempts = [...delivery.attempts, met];
    receiver.onLog(`${delivery.event.event_type} of ${delivery.event.data.chat_id} → ${met}`);
    if (isTaken(met)) {
      delivery.state = "delivered";
      return;
    }
    if (!isWorthAnother(met)) break;
  }
  delivery.state = "given-up";
}

function isTaken(met: number | string): boolean {
  return typeof met === "number" && met >= 200 && met < 300;
}

function isWorthAnother(met: number | string): boolean {
  return typeof met === "string" || met === 429 || met >= 500;
}

async function attempt({ id, event }: Delivery, receiver: Receiver, signal: AbortSignal): Promise<number | string> {
  try {
    return await interruptible((signal) => post(id, JSON.stringify(event), receiver, signal), signal, ANSWER_LIMIT);
  } catch (error) {
    if (error === TIMED_OUT) return `no answer within ${ANSWER_LIMIT / 1000} s`;
    return `${(error as NodeJS.ErrnoException).code}`;
  }
}

function post(id: string, body: string, { url, key }: Receiver, signal: AbortSignal): Promise<number> {
  const sentAt = new Date();
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "webhook-id": id,
    "webhook-timestamp": `${Math.floor(sentAt.getTime() / 1000)}`,
    "webhook-signature": key.sign(id, sentAt, body),
  };
  const request = url.protocol === "https:" ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    request(url, { method: "POST", headers, agent: false, signal }, (response) => {
      response
        .on("end", () => resolve(response.statusCode as number))
        .on("error", reject)
        .resume();
    })
      .on("error", reject)
      .end(body);
  });
}
