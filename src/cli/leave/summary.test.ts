import { expect, test } from "vitest";
import { summary } from "./summary.js";

const none = { total: 3, skipped: 0, done: 0, failed: 0 };
const stop = { reason: "SIGINT", underWay: [], isKept: false };
const lastLines = (text: string, count: number) => text.split("\n").slice(-count).join("\n");

test("a run that stopped before its first result is continued with the same command", () => {
  expect(lastLines(summary(none, stop), 2)).toBe(
    "0 done, 0 failed, 3 remaining.\nTo continue, run the same command again.",
  );
});

test.each(["done", "failed"])("a run that stopped with one chat %s is continued from its output", (counted) => {
  expect(lastLines(summary({ ...none, [counted]: 1 }, stop), 2)).toBe(
    "To continue, save what was printed to a file and run the command again with\n--resume <file>.",
  );
});
