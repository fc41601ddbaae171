import { expect, test } from "vitest";
import { portProblem } from "./port-problem.js";

test.each([
  [
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:80",
    "Port 80 is taken. Stop what listens there, or choose another port; 0 takes a free one.",
  ],
  [
    "Error: listen EACCES: permission denied 127.0.0.1:80",
    "Port 80 may not be used by this user. Choose one above 1023.",
  ],
  ["Error: something else", undefined],
])("%s", (failure, problem) => {
  expect(portProblem(80, failure)).toBe(problem);
});
