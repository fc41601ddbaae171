import { events } from "../../generated/outcomes.js";
import { BoundedMap } from "../testing/bounded-map.js";
import { LEAVE } from "../testing/leave-names.js";
import { type Delivery, deliver, type Receiver, type SandboxEvent } from "./delivery.js";
import { newPendingWork, type PendingWork } from "./pending-work.js";
import { webhooksOf } from "./webhook-faults.js";

/** How many chats are remembered, each with its webhooks. */
export const MOST_CHATS = 10_000;

export type ChatState = "leaving" | "left";

interface Chat {
  state: ChatState;
  readonly deliveries: Delivery[];
  readonly pending: PendingWork;
}

/** The chats that were left. */
export interface Chats {
  has(chatId: string): boolean;
  /** @param fault the name of its webhook's fault */
  leave(chatId: string, fault: string | undefined): void;
  /** By id, oldest first. */
  states(): Map<string, ChatState>;
  /** In the order in which the chats were left. */
  deliveries(): SandboxEvent[];
  readonly forgotten: number;
  /** Ends everything pending. */
  end(): void;
  /** Ends and forgets everything. */
  clear(): void;
}

export interface ChatsOptions {
  /** The time from the acceptance of a leave until it is done, in milliseconds. */
  readonly delay: number;
  readonly receiver: Receiver | undefined;
  onLog(line: string): void;
}

export function createChats({ delay, receiver, onLog }: ChatsOptions): Chats {
  const chats = new BoundedMap<string, Chat>(MOST_CHATS, forget);

  function forget({ pending }: Chat): void {
    pending.end();
    if (chats.forgotten === 1) onLog(`The sandbox remembers ${MOST_CHATS} chats; from now on it forgets the oldest.`);
  }

  async function live(chatId: string, chat: Chat, fault: string | undefined): Promise<void> {
    const { pending, deliveries } = chat;
    await pending.pause(delay);
    chat.state = "left";
    if (!receiver) return;
    deliveries.push(...webhooksOf(chatId, fault).map((webhook) => newDelivery(webhook)));
    for (const delivery of deliveries) {
      await new Promise<void>((resolve) => void deliver(delivery, receiver, pending, resolve));
    }
  }

  function end(): void {
    for (const { pending } of chats.values()) pending.end();
  }

  return {
    has: (chatId) => chats.has(chatId),
    states: () => new Map([...chats].map(([chatId, { state }]) => [chatId, state])),
    deliveries: () => [...chats.values()].flatMap(({ deliveries }) => deliveries),
    get forgotten() {
      return chats.forgotten;
    },

    leave(chatId, fault) {
      const chat: Chat = { state: "leaving", deliveries: [], pending: newPendingWork() };
      chats.set(chatId, chat);
      void live(chatId, chat, fault);
    },

    end,

    clear() {
      end();
      chats.clear();
    },
  };
}

function newDelivery({ event, age, isForged }: ReturnType<typeof webhooksOf>[number]): Delivery {
  const example = Object.values(events[LEAVE.event]?.examples ?? {})[0] as { event_id: string };
  const id = events[LEAVE.event]?.headers["webhook-id"]?.replace(example.event_id, event.event_id) as string;
  return {
    id,
    event,
    attempts: [],
    state: "pending",
    ...(age !== undefined && { age }),
    ...(isForged && { isForged }),
  };
}
