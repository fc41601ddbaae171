import { afterEach, expect, test, vi } from "vitest";
import { createMemoryStore } from "./memory-store.js";

const MEMORY = 10_000;

afterEach(() => {
  vi.useRealTimers();
});

test("the memory store remembers the last 10,000 events that are done", () => {
  const store = createMemoryStore();
  for (let id = 0; id <= MEMORY; id++) store.commit(`${id}`);
  expect(store.claim("1", "a", 1)).toBe("done");
  expect(store.claim("0", "a", 1)).toBe("yours");
});

test("the memory store remembers the last 10,000 claims, so hanging work cannot fill the memory", () => {
  const store = createMemoryStore();
  for (let id = 0; id <= MEMORY; id++) store.claim(`${id}`, "a", 60_000);
  expect(store.claim("1", "b", 1)).toBe("taken");
  expect(store.claim("0", "b", 1)).toBe("yours");
});

test("an event that is done again counts as new", () => {
  const store = createMemoryStore();
  for (let id = 0; id < MEMORY; id++) store.commit(`${id}`);
  store.commit("0");
  store.commit("one more");
  expect(store.claim("0", "a", 1)).toBe("done");
  expect(store.claim("1", "a", 1)).toBe("yours");
});

test("the memory store gives an event to one of two concurrent claimants", () => {
  const store = createMemoryStore();
  expect([store.claim("1", "a", 5), store.claim("1", "b", 5)]).toEqual(["yours", "taken"]);
});

test("the memory store gives an event to another claimant when its lease is over, not before", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  vi.advanceTimersByTime(4);
  expect(store.claim("1", "b", 5)).toBe("taken");
  vi.advanceTimersByTime(1);
  expect(store.claim("1", "b", 5)).toBe("yours");
});

test("release ends the claimant's own claim, and no other's", () => {
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  store.release("1", "b");
  expect(store.claim("1", "b", 5)).toBe("taken");
  store.release("1", "a");
  expect(store.claim("1", "b", 5)).toBe("yours");
});

test("release does not change an event that is done", () => {
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  store.commit("1");
  store.release("1", "a");
  expect(store.claim("1", "a", 5)).toBe("done");
});
