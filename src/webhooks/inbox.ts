import { operations } from "../../generated/operations.js";
import { LinqInputError } from "../errors.js";
import { interruptible, LONGEST_TIMEOUT, TIMED_OUT } from "../interruptible.js";
import { assertPathParameter } from "../path-parameter.js";
import { LinqWebhookError } from "./error.js";
import { isOwnLeave, type OwnLeave, type WebhookEvent } from "./events.js";

/** How many events, and how many own leaves, an inbox remembers before it forgets the oldest. */
const MEMORY = 10_000;

export interface ConfirmLeaveOptions {
  /** How long to wait, in milliseconds. @default 60_000 */
  timeout?: number | undefined;
  /** Ends the wait; it then rejects with the signal's own reason. */
  signal?: AbortSignal | undefined;
}

export interface WebhookInbox {
  /**
   * Takes a verified event. It is at once there for every `confirmLeave`, whether that wait has begun or not.
   *
   * @returns whether the event is new; `false` for one whose `event_id` is among the last 10 000.
   */
  receive(event: WebhookEvent): boolean;
  /**
   * Resolves with the event that says you are out of this chat, as soon as it is received; at once if it has been, even before this call.
   * Ask for the leave first: it can then only be that one, or an earlier one of the same chat.
   *
   * @throws LinqWebhookError `not-confirmed` if the event has not come in time. The leave may be going through all the same.
   * @throws LinqInputError if `chatId` is not a UUID, or `timeout` not a number of milliseconds.
   */
  confirmLeave(chatId: string, options?: ConfirmLeaveOptions): Promise<OwnLeave>;
}

/**
 * Remembers verified events in memory, drops their duplicates, and waits for the end of a leave. For several processes or restarts, keep
 * the events' ids in your database instead.
 */
export function createWebhookInbox(): WebhookInbox {
  const ids = new Map<string, string>();
  const leaves = new Map<string, OwnLeave>();
  const waits = new Set<(leave: OwnLeave) => void>();

  return {
    receive(event) {
      if (ids.has(event.event_id)) return false;
      remember(ids, event.event_id, event.event_id);
      if (!isOwnLeave(event) || event.data.chat_id === undefined) return true;
      remember(leaves, event.data.chat_id.toLowerCase(), event);
      for (const take of waits) take(event);
      return true;
    },

    async confirmLeave(chatId, { timeout = 60_000, signal } = {}) {
      assertPathParameter("chatId", chatId, operations.leaveChat.pathParameters.chatId);
      if (typeof timeout !== "number" || !(timeout > 0 && timeout <= LONGEST_TIMEOUT)) {
        throw new LinqInputError(`timeout must be more than 0 and at most ${LONGEST_TIMEOUT} milliseconds`);
      }
      signal?.throwIfAborted();
      return leaves.get(chatId.toLowerCase()) ?? wait(chatId, timeout, signal);
    },
  };

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

function notConfirmed(chatId: string, timeout: number): LinqWebhookError {
  return new LinqWebhookError(
    "not-confirmed",
    `No participant.removed of your own for chat ${chatId} came within ${timeout / 1000} s. ` +
      "The leave may still be going through; check that Linq's webhooks reach your receiver, and that it hands them to this inbox.",
  );
}

function remember<Value>(memory: Map<string, Value>, key: string, value: Value): void {
  memory.set(key, value);
  const [oldest] = memory.keys();
  if (memory.size > MEMORY) memory.delete(oldest as string);
}
