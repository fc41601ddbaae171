import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createChats } from "./chats.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the oldest chats are forgotten, with what is pending of them, and that is logged once", () => {
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
