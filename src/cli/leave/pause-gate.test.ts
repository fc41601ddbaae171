import { expect, test } from "vitest";
import { createGate } from "./pause-gate.js";

const { signal } = new AbortController();

test("a new gate is open", async () => {
  const gate = createGate(signal);
  await gate.opened();
  expect(gate.remaining()).toBe(0);
});

test("a closed gate holds all requests until the pause is over", async () => {
  const gate = createGate(signal);
  const start = performance.now();
  gate.close(30);
  await Promise.all([gate.opened(), gate.opened()]);
  expect(performance.now() - start).toBeGreaterThanOrEqual(30);
  expect(gate.remaining()).toBe(0);
});

test("a second pause extends the first for requests that already wait, and never shortens it", async () => {
  const gate = createGate(signal);
  const start = performance.now();
  gate.close(20);
  const opened = gate.opened();
  gate.close(60);
  gate.close(1);
  await opened;
  expect(performance.now() - start).toBeGreaterThanOrEqual(60);
});

test("an abort ends a pause", async () => {
  const stop = new AbortController();
  const gate = createGate(stop.signal);
  gate.close(2 ** 30);
  const opened = gate.opened();
  stop.abort();
  await expect(opened).rejects.toThrow();
});
