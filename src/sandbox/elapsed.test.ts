import { expect, test } from "vitest";
import { elapsed } from "./elapsed.js";

test("the time went by", async () => {
  const start = performance.now();
  expect(await elapsed(20, new AbortController().signal)).toBe(true);
  expect(performance.now() - start).toBeGreaterThan(15);
});

test("the signal was aborted before", async () => {
  expect(await elapsed(1, AbortSignal.abort())).toBe(false);
});

test("the signal is aborted meanwhile", async () => {
  const controller = new AbortController();
  const waiting = elapsed(60_000, controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
});
