import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rateLimiter } from "./rate-limiter.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("lets the limit of requests pass per second, and again a second after the first of them", () => {
  const isBeyond = rateLimiter(2);
  const three = () => [isBeyond(), isBeyond(), isBeyond()];
  expect(three()).toEqual([false, false, true]);
  vi.advanceTimersByTime(999);
  expect(three()).toEqual([true, true, true]);
  vi.advanceTimersByTime(1);
  expect(three()).toEqual([false, false, true]);
});

test("a clock that jumps back limits nobody for longer than a second", () => {
  const isBeyond = rateLimiter(1);
  expect([isBeyond(), isBeyond()]).toEqual([false, true]);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(isBeyond()).toBe(false);
});

test("without a limit, every request passes", () => {
  const isBeyond = rateLimiter();
  expect(Array.from({ length: 1_000 }, isBeyond)).not.toContain(true);
});
