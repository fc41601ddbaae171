import { expect, test, vi } from "vitest";
import { BoundedMap } from "./bounded-map.js";

test("a bounded map drops its oldest entry beyond the limit, reports it, and counts it", () => {
  const onForget = vi.fn();
  const map = new BoundedMap<string, number>(2, onForget);
  map.set("a", 1).set("b", 2).set("a", 3);
  expect([...map]).toEqual([
    ["a", 3],
    ["b", 2],
  ]);
  map.set("c", 4);
  expect([...map.keys()]).toEqual(["b", "c"]);
  expect([map.forgotten, onForget.mock.calls]).toEqual([1, [[3]]]);
  map.clear();
  expect([map.size, map.forgotten]).toEqual([0, 0]);
});
