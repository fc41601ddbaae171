import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { rateLimiter } from "./rate-limiter.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the rate limiter lets through as many requests per second as the limit allows, and more a second after the first", () => {
  const isBeyond = rateLimiter(2);
  const three = () => [isBeyond(), isBeyond(), isBeyond()];
  expect(three()).toEqual([false, false, true]);
  vi.advanceTimersByTime(999);
  expect(three()).toEqual([true, true, true]);
  vi.advanceTimersByTime(1);
  expect(three()).toEqual([false, false, true]);
});

test("a clock that jumps back blocks requests for a second at most", () => {
  const isBeyond = rateLimiter(1);
  expect([isBeyond(), isBeyond()]).toEqual([false, true]);
  vi.setSystemTime(Date.now() - 3_600_000);
  expect(isBeyond()).toBe(false);
});

test("without a limit, every request passes", () => {
  const isBeyond = rateLimiter();
  expect(Array.from({ length: 1_000 }, isBeyond)).not.toContain(true);
});
