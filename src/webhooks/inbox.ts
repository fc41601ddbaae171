import { operations } from "../../generated/operations.js";
import { LinqInputError } from "../errors.js";
import { interruptible, LONGEST_TIMEOUT, TIMED_OUT } from "../interruptible.js";
import { assertPathParameter } from "../path-parameter.js";
import { refuseUnknown } from "../unknown-options.js";
import { LinqWebhookError } from "./error.js";
import { isOwnLeave, type OwnLeave, type WebhookEvent } from "./events.js";
import { createMemoryStore, remember } from "./memory-store.js";
import type { WebhookStore } from "./store.js";

export interface InboxOptions {
  /**
   * Where events are remembered. Several processes must share one; `examples/webhook-stores` has one for PostgreSQL and one for Redis.
   * @default the memory of this process: the last 10,000 events
   */
  store?: WebhookStore | undefined;
  /**
   * How long a claim holds, in milliseconds, if nobody ends it, for instance because the process died or the work hangs. Choose a value
   * longer than your work takes, or the work may be done twice, and well below the 25 minutes for which Linq redelivers, or the event
   * may be lost.
   * @default 60_000
   */
  lease?: number | undefined;
}

export interface ConfirmLeaveOptions {
  /** How long to wait, in milliseconds. @default 60_000 */
  timeout?: number | undefined;
  /** Ends the wait: the call then rejects with the signal's own reason. */
  signal?: AbortSignal | undefined;
}

export interface WebhookInbox {
  /**
   * Runs your work on a verified event once: claims the event, runs `work`, and commits. If the work fails, the claim is released, so
   * that the next delivery of the event runs it again. Acknowledge the delivery only when this resolves.
   *
   * The work is done at least once. It is done again if the process dies before it can commit, if the store fails to commit, or if
   * the work takes longer than the lease.
   *
   * @returns whether `work` was done by this call; `false` for a duplicate of an event whose work was done before.
   * @throws LinqWebhookError `in-progress` while the event is being handled for another delivery.
   * @throws LinqInputError if the store's `claim` returns anything but a {@link Claim}.
   * @throws whatever `work` or the store throws.
   */
  handle(event: WebhookEvent, work: (event: WebhookEvent) => unknown): Promise<boolean>;
  /**
   * Resolves with the event that says you have left this chat or were removed from it, once this inbox has handled it, even if that was
   * before this call. Call `leaveChat` first: the event can then only be about that leave, or an earlier one of the same chat.
   *
   * Works within one process only: an event that another process received never reaches this inbox, whatever the store. With several processes, do what
   * follows a leave in the work on its event; `examples/many-workers` shows how to wait for it across machines.
   *
   * @throws LinqWebhookError `not-confirmed` if the event has not arrived in time. The leave may still be going through.
   * @throws LinqInputError if `chatId` is not a UUID, or `timeout` is not a number of milliseconds.
   */
  confirmLeave(chatId: string, options?: ConfirmLeaveOptions): Promise<OwnLeave>;
}

/**
 * Runs the work on each event once, and waits for leaves to be confirmed.
 *
 * @throws LinqInputError if an option is wrong.
 */
export function createWebhookInbox(options: InboxOptions = {}): WebhookInbox {
  refuseUnknown(options, ["store", "lease"], "createWebhookInbox", LinqInputError);
  const { store = createMemoryStore(), lease = 60_000 } = options;
  demandMilliseconds("lease", lease);
  demandStore(store);
  const leaves = new Map<string, OwnLeave>();
  const waits = new Set<(leave: OwnLeave) => void>();

  return {
    async handle(event, work) {
      const claimant = crypto.randomUUID();
      const claim = await store.claim(event.event_id, claimant, lease);
      if (claim === "taken") throw inProgress(event);
      // Any other value must not count as "done": the event would be acknowledged and lost.
      if (claim !== "yours" && claim !== "done") throw notAClaim(claim);
      if (claim === "yours") await workOn(event, work, claimant);
      announce(event);
      return claim === "yours";
    },

    async confirmLeave(chatId, { timeout = 60_000, signal } = {}) {
      assertPathParameter("chatId", chatId, operations.leaveChat.pathParameters.chatId);
      demandMilliseconds("timeout", timeout);
      signal?.throwIfAborted();
      return leaves.get(chatId.toLowerCase()) ?? wait(chatId, timeout, signal);
    },
  };

  async function workOn(event: WebhookEvent, work: (event: WebhookEvent) => unknown, claimant: string): Promise<void> {
    try {
      await work(event);
    } catch (error) {
      await release(event, claimant, error);
      throw error;
    }
    // Not released if this fails: the work is done, so repeating it later is better than repeating it at once.
    await store.commit(event.event_id);
  }

  async function release({ event_id }: WebhookEvent, claimant: string, cause: unknown): Promise<void> {
    try {
      await store.release(event_id, claimant);
    } catch (error) {
      throw new AggregateError(
        [cause, error],
        `The work on event ${event_id} failed, and its claim could not be released. The claim expires after ${lease / 1000} s.`,
      );
    }
  }

  function announce(event: WebhookEvent): void {
    if (!isOwnLeave(event) || event.data.chat_id === undefined) return;
    remember(leaves, event.data.chat_id.toLowerCase(), event);
    for (const take of waits) take(event);
  }

  async function wait(chatId: string, timeout: number, signal: AbortSignal | undefined): Promise<OwnLeave> {
    let take!: (leave: OwnLeave) => void;
    const arrival = new Promise<OwnLeave>((resolve) => {
      take = (leave) => isOwnLeave(leave, chatId) && resolve(leave);
    });
    waits.add(take);
    try {
      return await interruptible(() => arrival, signal, timeout);
    } catch (reason) {
      throw reason === TIMED_OUT ? notConfirmed(chatId, timeout) : reason;
    } finally {
      waits.delete(take);
    }
  }
}

/** @throws LinqInputError */
export function demandMilliseconds(name: string, value: unknown): void {
  if (typeof value === "number" && value > 0 && value <= LONGEST_TIMEOUT) return;
  throw new LinqInputError(`${name} must be more than 0 and at most ${LONGEST_TIMEOUT} milliseconds`);
}

/** @throws LinqInputError */
function demandStore(store: WebhookStore): void {
  const missing = (["claim", "commit", "release"] as const).find((name) => typeof store?.[name] !== "function");
  if (missing)
    throw new LinqInputError(`store must have the functions claim, commit and release; it has no ${missing}`);
}

function notAClaim(claim: never): LinqInputError {
  return new LinqInputError(`The store's claim must return "yours", "done" or "taken", not ${JSON.stringify(claim)}`);
}

function inProgress({ event_id }: WebhookEvent): LinqWebhookError {
  return new LinqWebhookError(
    "in-progress",
    `Event ${event_id} is still being handled for an earlier delivery, so this one is not acknowledged. Linq will deliver it again.`,
  );
}

function notConfirmed(chatId: string, timeout: number): LinqWebhookError {
  return new LinqWebhookError(
    "not-confirmed",
    `No participant.removed event about you arrived for chat ${chatId} within ${timeout / 1000} s. ` +
      "The leave may still be going through; check that Linq's webhooks reach your receiver, and that the receiver passes them to this inbox.",
  );
}
