import { expect, test } from "vitest";
import { portProblem, tryPort } from "./port-problem.js";

test("tryPort does not reject for a host that is not this machine's", async () => {
  await expect(tryPort({ port: 0, host: "no.such.host.invalid" })).resolves.toBeUndefined();
});

test.each([
  [
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:80",
    "Port 80 is taken. Stop the program that is listening there, or choose another port; 0 picks a free one.",
  ],
  [
    "Error: listen EACCES: permission denied 127.0.0.1:80",
    "Port 80 is not available to this user. Choose one above 1023.",
  ],
  ["Error: something else", undefined],
])("portProblem says what to do about %s", (failure, problem) => {
  expect(portProblem(80, failure)).toBe(problem);
});
