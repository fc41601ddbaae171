import { randomBytes } from "node:crypto";
import http from "node:http";
import https from "node:https";
import { type SignedWebhook, signedHeaders } from "../webhooks/sign.js";
import { type WebhookKey, webhookKey } from "../webhooks/webhook-key.js";
import type { PendingWork } from "./pending-work.js";
import type { SentEvent } from "./webhook-faults.js";

/** How long a receiver may take to respond, in milliseconds. */
const ANSWER_LIMIT = 10_000;
/** How many attempts run at the same time; a receiver in a busy process accepts connections one by one. */
const MOST_AT_ONCE = 10;

/** The deliveries of a webhook. */
export interface SandboxEvent {
  /** The `webhook-id` of every attempt. */
  readonly id: string;
  readonly event: SentEvent;
  /** The result of each attempt: the status of the response, or why there was none, for instance `ECONNREFUSED`. */
  readonly attempts: readonly (number | string)[];
  /** `given-up`: the receiver refused it, or failed again after the last pause. */
  readonly state: "pending" | "delivered" | "given-up";
}

/** A webhook being delivered. */
export interface Delivery extends SandboxEvent {
  attempts: SandboxEvent["attempts"];
  state: SandboxEvent["state"];
  /** How old the first attempt's timestamp is when it is sent, in milliseconds. @default 0 */
  readonly age?: number | undefined;
  /** Whether it is signed with a key other than the receiver's. */
  readonly isForged?: boolean | undefined;
}

export interface ReceiverOptions {
  readonly url: URL;
  readonly key: WebhookKey;
  /** The pause before each further attempt, in milliseconds. */
  readonly redeliverAfter: readonly number[];
  /** Receives a line for each attempt. */
  onLog(line: string): void;
}

export interface Receiver extends ReceiverOptions {
  /** Signs forged deliveries. */
  readonly wrongKey: WebhookKey;
  /** Limits how many attempts run at once. */
  readonly inTurn: Turns;
  /** Makes a request over its own connection. */
  request(url: URL, options: http.RequestOptions): http.ClientRequest;
}

export function createReceiver(options: ReceiverOptions): Receiver {
  const { Agent, request } = options.url.protocol === "https:" ? https : http;
  const agent = new Agent();
  const wrongKey = webhookKey(randomBytes(32).toString("base64"));
  const inTurn = turns(MOST_AT_ONCE);
  return { ...options, wrongKey, inTurn, request: (url, options) => request(url, { ...options, agent }) };
}

type Turns = <Value>(work: () => Promise<Value>) => Promise<Value>;

/** Limits how much runs at once. An agent's own queue holds whole requests, and ten thousand of them take hundreds of megabytes. */
function turns(most: number): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running < most) running++;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/**
 * Delivers a webhook as Linq does: again after a 5xx, a 429, or no response within 10 seconds; never otherwise. Follows no redirect.
 * If its pending work ends first, its state stays as it is.
 *
 * @param onFirst is called after the first attempt
 */
export async function deliver(
  delivery: Delivery,
  receiver: Receiver,
  pending: PendingWork,
  onFirst: () => void = () => {},
): Promise<void> {
  for (const ms of [0, ...receiver.redeliverAfter]) {
    await pending.pause(ms);
    const met = await receiver.inTurn(() => attempt(delivery, receiver, pending.signal));
    if (pending.signal.aborted) return;
    delivery.attempts = [...delivery.attempts, met];
    receiver.onLog(`${delivery.event.event_type} of ${chatOf(delivery.event)} → ${met}`);
    if (delivery.attempts.length === 1) onFirst();
    if (isTaken(met)) {
      delivery.state = "delivered";
      return;
    }
    if (!isWorthAnother(met)) break;
  }
  delivery.state = "given-up";
}

function chatOf({ data }: SentEvent): unknown {
  return (Object(data) as { chat_id?: string }).chat_id;
}

function isTaken(met: number | string): boolean {
  return Number(met) < 300;
}

function isWorthAnother(met: number | string): boolean {
  return typeof met === "string" || met === 429 || met >= 500;
}

async function attempt(delivery: Delivery, receiver: Receiver, signal: AbortSignal): Promise<number | string> {
  if (signal.aborted) return "aborted";
  const { id, event, attempts, age = 0, isForged } = delivery;
  const body = JSON.stringify(event);
  const at = new Date(attempts.length === 0 ? Date.now() - age : Date.now());
  const headers = signedHeaders({ id, at, body }, isForged ? receiver.wrongKey : receiver.key);
  try {
    return await post({ headers, body }, receiver, signal);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? (error as Error).message;
  }
}

function post(signed: SignedWebhook, { url, request }: Receiver, signal: AbortSignal): Promise<number> {
  const headers = {
    // A kept-alive connection may close just as the next attempt uses it, which would look like a failure of the receiver.
    connection: "close",
    "content-length": Buffer.byteLength(signed.body),
    ...signed.headers,
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: "POST", headers, signal });
    const timer = setTimeout(() => {
      reject(new Error(`no response within ${ANSWER_LIMIT / 1000} s`));
      outgoing.destroy();
    }, ANSWER_LIMIT);
    outgoing
      .on("response", (response: http.IncomingMessage) => {
        response
          .on("end", () => resolve(response.statusCode as number))
          .on("error", reject)
          .resume();
      })
      // Without a listener for this event, Node drops the connection and reports nothing.
      .on("upgrade", (_, socket) => {
        reject(new Error("switched to another protocol"));
        socket.destroy();
      })
      .on("error", reject)
      .on("close", () => clearTimeout(timer))
      .end(signed.body);
  });
}
