import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { startMock } from "../mock.js";
import type { OwnLeave } from "../webhooks/events.js";
import { type Outcome, readContract } from "./contract.js";
import { type Delivery, deliver, type SandboxEvent } from "./delivery.js";
import { harmlessHeaders, harmlessTarget, type Target } from "./harmless.js";
import { type Answer, keepMock } from "./kept-mock.js";
import { type Life, newLife } from "./life.js";
import { readOptions, type SandboxOptions } from "./options.js";
import { problem, serve } from "./server.js";

export type { SandboxEvent } from "./delivery.js";
export type { SandboxOptions } from "./options.js";

const RESET = "/sandbox/reset";

export interface Sandbox {
  /** Where the sandbox answers, for instance `http://127.0.0.1:4011`: the `baseUrl` of a client. With `/api/partner` behind it, it is one too. */
  readonly url: string;
  /** The webhooks since the start or the last reset, oldest first. Empty without `webhook`. */
  readonly events: readonly SandboxEvent[];
  /** The chats that were left since the start or the last reset, by their ids in lower case: `leaving` until the delay is over, then `left`. */
  readonly chats: ReadonlyMap<string, "leaving" | "left">;
  /** Settles when the sandbox was stopped, or Prism could not be started again. */
  readonly ended: Promise<void>;
  /** Ends the sandbox with all that is pending; settles when its port is free and Prism's process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a stand-in for Linq that behaves like it: a leave is accepted once, a signed webhook follows, and from then on the chat is
 * unavailable. Prism answers, so every request is checked and every body is the contract's; the sandbox chooses which one it is. That is
 *
 * 1. what the request itself asks for by `Prefer`,
 * 2. `chatUnavailable`, once a leave of the chat was accepted,
 * 3. the answer whose name the chat's id has among the examples of the contract,
 * 4. the first success, for any other UUID is a group chat that can be left.
 *
 * `POST /sandbox/reset` forgets all that has happened, and what is pending. The sandbox never outlives the process that started it.
 *
 * @throws Error if an option is wrong, the port is taken, Prism is not installed, or does not start within 30 seconds.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, delay, receiver, onLog } = readOptions(options);
  const contract = readContract();
  const chats = new Map<string, "leaving" | "left">();
  const events: Delivery[] = [];
  let life = newLife();

  const mock = await keepMock(() => startMock({ port: 0 }), onLog);
  const server = await serve(port, answer).catch(async (error) => {
    await mock.stop();
    throw error;
  });

  async function answer(request: IncomingMessage, body: Buffer): Promise<Answer> {
    const target = harmlessTarget(request.url as string, contract.basePaths);
    const answer = target.path === RESET ? reset(request.method) : await choose(request, target, body);
    onLog(`${request.method} ${target.path} → ${answer.status}`);
    return answer;
  }

  function reset(method: string | undefined): Answer {
    if (method !== "POST") return problem(405, `${RESET} takes POST.`, { allow: "POST" });
    life.end();
    life = newLife();
    chats.clear();
    events.length = 0;
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  }

  async function choose({ method, headers }: IncomingMessage, target: Target, body: Buffer): Promise<Answer> {
    const interaction = contract.interaction(method, target.path);
    const passed = harmlessHeaders(headers, body, interaction?.takesBody ?? false);
    const path = target.path + target.query;
    const ask = (outcome: Outcome | undefined) =>
      mock.ask({ method, path, body, headers: outcome ? { ...passed, prefer: preferenceFor(outcome) } : passed });

    if (!interaction) return ask(undefined);
    const { chatId, isLeave, outcome, outcomeOnceLeft } = interaction;
    const { signal } = life;
    const answer = await ask(headers.prefer ? undefined : chats.has(chatId) ? outcomeOnceLeft : outcome);
    if (!isLeave || answer.status >= 300 || signal.aborted) return answer;
    // Of several leaves at the same time, Prism accepts each.
    if (chats.has(chatId)) return headers.prefer ? answer : ask(outcomeOnceLeft);
    void leave(chatId, life);
    return answer;
  }

  async function leave(chatId: string, life: Life): Promise<void> {
    chats.set(chatId, "leaving");
    await life.pause(delay);
    chats.set(chatId, "left");
    if (!receiver) return;
    const event = removalFrom(chatId, contract.event);
    const id = contract.webhookId.replace(contract.event.event_id, event.event_id);
    const delivery: Delivery = { id, event, attempts: [], state: "pending" };
    events.push(delivery);
    await deliver(delivery, receiver, life);
  }

  let stopping: Promise<void> | undefined;
  return {
    url: server.url,
    events,
    chats,
    ended: mock.ended,
    stop() {
      life.end();
      stopping ??= Promise.all([server.close(), mock.stop()]).then(() => {});
      return stopping;
    },
  };
}

function preferenceFor({ status, example }: Outcome): string {
  return `code=${status}, example=${example}`;
}

function removalFrom(chatId: string, example: OwnLeave): OwnLeave {
  const now = new Date().toISOString();
  const { data } = example;
  return {
    ...example,
    event_id: randomUUID(),
    created_at: now,
    data: { ...data, chat_id: chatId, participant: { ...data.participant, left_at: now }, removed_at: now },
  };
}
