import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { newLife } from "./life.js";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("a pause is as long as asked", async () => {
  const settled = vi.fn();
  const pause = newLife().pause(10).then(settled);
  await vi.advanceTimersByTimeAsync(9);
  expect(settled).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(1);
  await pause;
});

test("after the end, nothing is pending and nothing continues", async () => {
  const life = newLife();
  const settled = vi.fn();
  life.pause(10).then(settled, settled);
  life.pause(20).then(settled, settled);
  expect(life.signal.aborted).toBe(false);
  life.end();
  expect(life.signal.aborted).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  await vi.advanceTimersByTimeAsync(20);
  expect(settled).not.toHaveBeenCalled();
});

test("a pause that is over is forgotten", async () => {
  const cleared = vi.spyOn(globalThis, "clearTimeout");
  const life = newLife();
  const pause = life.pause(1);
  await vi.advanceTimersByTimeAsync(1);
  await pause;
  life.end();
  expect(cleared).not.toHaveBeenCalled();
});
