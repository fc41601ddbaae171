import { afterEach, expect, test, vi } from "vitest";
import { createMemoryStore } from "./memory-store.js";

const MEMORY = 10_000;

afterEach(() => {
  vi.useRealTimers();
});

test("knows the last 10 000 events that are done", () => {
  const store = createMemoryStore();
  for (let id = 0; id <= MEMORY; id++) store.commit(`${id}`);
  expect(store.claim("1", "a", 1)).toBe("done");
  expect(store.claim("0", "a", 1)).toBe("yours");
});

test("knows the last 10 000 claims, so that work that hangs cannot fill the memory", () => {
  const store = createMemoryStore();
  for (let id = 0; id <= MEMORY; id++) store.claim(`${id}`, "a", 60_000);
  expect(store.claim("1", "b", 1)).toBe("taken");
  expect(store.claim("0", "b", 1)).toBe("yours");
});

test("an event that is done once more is remembered as long as a new one", () => {
  const store = createMemoryStore();
  for (let id = 0; id < MEMORY; id++) store.commit(`${id}`);
  store.commit("0");
  store.commit("one more");
  expect(store.claim("0", "a", 1)).toBe("done");
  expect(store.claim("1", "a", 1)).toBe("yours");
});

test("gives an event to one of two claimants at the same moment", () => {
  const store = createMemoryStore();
  expect([store.claim("1", "a", 5), store.claim("1", "b", 5)]).toEqual(["yours", "taken"]);
});

test("gives an event to another when its lease is over, and not before", () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  vi.advanceTimersByTime(4);
  expect(store.claim("1", "b", 5)).toBe("taken");
  vi.advanceTimersByTime(1);
  expect(store.claim("1", "b", 5)).toBe("yours");
});

test("release ends the claim of the claimant, and no other's", () => {
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  store.release("1", "b");
  expect(store.claim("1", "b", 5)).toBe("taken");
  store.release("1", "a");
  expect(store.claim("1", "b", 5)).toBe("yours");
});

test("release leaves what is done done", () => {
  const store = createMemoryStore();
  store.claim("1", "a", 5);
  store.commit("1");
  store.release("1", "a");
  expect(store.claim("1", "a", 5)).toBe("done");
});
