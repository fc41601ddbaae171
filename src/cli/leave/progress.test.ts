import { expect, test } from "vitest";
import { progressLine } from "./progress.js";

test.each([
  ["before the first result", { total: 1000, done: 0, failed: 0 }, 0, 0, "0 of 1000 done, 0 failed"],
  [
    "with the rate and the time left",
    { total: 1000, done: 490, failed: 10 },
    10_000,
    0,
    "490 of 1000 done, 10 failed, 50 per second, 10 s left",
  ],
  [
    "with a slow rate",
    { total: 1000, done: 10, failed: 0 },
    20_000,
    0,
    "10 of 1000 done, 0 failed, 0.5 per second, 33 min left",
  ],
  [
    "of a long run",
    { total: 100_000, done: 10, failed: 0 },
    10_000,
    0,
    "10 of 100000 done, 0 failed, 1.0 per second, 27 h 47 min left",
  ],
  [
    "during a pause",
    { total: 1000, done: 490, failed: 0 },
    10_000,
    11_200,
    "490 of 1000 done, 0 failed, paused for 12 s as Linq asked",
  ],
])("progress %s", (_, tally, elapsed, pause, line) => {
  expect(progressLine(tally, elapsed, pause)).toBe(line);
});

test("the progress of a million chats fits 80 columns", () => {
  const line = progressLine({ total: 1_000_000, done: 500_000, failed: 499_999 }, 90_000_000, 0);
  expect(line.length).toBeLessThan(80);
});
