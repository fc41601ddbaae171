import { expect, test } from "vitest";
import { portProblem, tryPort } from "./port-problem.js";

test("a host that is none of this machine's is left to who listens there", async () => {
  await expect(tryPort({ port: 0, host: "no.such.host.invalid" })).resolves.toBeUndefined();
});

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
