import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newPendingWork } from "./pending-work.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a pause is as long as asked", async () => {
  const settled = vi.fn();
  const pause = newPendingWork().pause(10).then(settled);
  await vi.advanceTimersByTimeAsync(9);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await pause;
});

test("after the end, nothing is pending and nothing continues", async () => {
  const pending = newPendingWork();
  const settled = vi.fn();
  pending.pause(10).then(settled, settled);
  pending.pause(20).then(settled, settled);
  expect(pending.signal.aborted).toBe(false);
  pending.end();
  expect(pending.signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(20);
  expect(settled).not.toHaveBeenCalled();
});

test("a signal that is first requested after the end is already aborted", () => {
  const pending = newPendingWork();
  pending.end();
  expect(pending.signal.aborted).toBe(true);
});

test("a pause that is over is forgotten", async () => {
  const cleared = vi.spyOn(globalThis, "clearTimeout");
  const pending = newPendingWork();
  const pause = pending.pause(1);
  await vi.advanceTimersByTimeAsync(1);
  await pause;
  pending.end();
  expect(cleared).not.toHaveBeenCalled();
});
