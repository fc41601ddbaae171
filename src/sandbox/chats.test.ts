import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createChats } from "./chats.js";
import type { Receiver } from "./delivery.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a chat is leaving until the delay is over, then left", async () => {
  const chats = createChats({ delay: 1_000, receiver: undefined, onLog: () => {} });
  chats.leave("a", undefined);
  await vi.advanceTimersByTimeAsync(999);
  expect(chats.states()).toEqual(new Map([["a", "leaving"]]));
  await vi.advanceTimersByTimeAsync(1);
  expect(chats.states()).toEqual(new Map([["a", "left"]]));
});

test("a chat that is forgotten while it is being left stays forgotten", async () => {
  const chats = createChats({ delay: 1_000, receiver: undefined, onLog: () => {} });
  chats.leave("a", undefined);
  chats.clear();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(chats.states().size).toBe(0);
});

test("once a chat is left, its webhooks are pending, each with its fault", async () => {
  const receiver = { inTurn: () => new Promise(() => {}), redeliverAfter: [] } as unknown as Receiver;
  const chats = createChats({ delay: 1_000, receiver, onLog: () => {} });
  chats.leave("a", undefined);
  chats.leave("b", "webhookLate");
  chats.leave("c", "webhookForged");
  expect(chats.deliveries()).toEqual([]);
  await vi.advanceTimersByTimeAsync(1_000);
  const [event, id] = [expect.any(Object), expect.stringMatching(/^evt_/)];
  const pending = { id, event, attempts: [], state: "pending" };
  expect(chats.deliveries()).toStrictEqual([
    pending,
    { ...pending, age: 600_000 },
    { ...pending, isForged: true },
    pending,
  ]);
});

test("the oldest chats are forgotten with everything pending for them, and that is logged once", () => {
  const log: string[] = [];
  const chats = createChats({ delay: 60_000, receiver: undefined, onLog: (line) => log.push(line) });
  for (let index = 0; index < 10_002; index++) chats.leave(`${index}`, undefined);
  expect([chats.has("0"), chats.has("1"), chats.has("2"), chats.states().size, chats.forgotten]).toEqual([
    false,
    false,
    true,
    10_000,
    2,
  ]);
  expect(vi.getTimerCount()).toBe(10_000);
  expect(log).toEqual(["The sandbox remembers 10000 chats; from now on it forgets the oldest."]);
  chats.clear();
  expect(vi.getTimerCount()).toBe(0);
});
