import { expect, test } from "vitest";
import { listenProblem, tryListening } from "./listen-problem.js";

const cure = "Choose an address of this machine, such as 127.0.0.1; 0.0.0.0 listens on all of them.";

test("tryListening rejects for a host that cannot be resolved", async () => {
  await expect(tryListening({ port: 0, host: "no.such.host.invalid" })).rejects.toThrow(
    `The host no.such.host.invalid cannot be resolved. ${cure}`,
  );
});

test("tryListening rejects for an address of another machine", async () => {
  // Reserved for documentation.
  await expect(tryListening({ port: 0, host: "203.0.113.9" })).rejects.toThrow(
    `203.0.113.9 is not an address of this machine. ${cure}`,
  );
});

test("tryListening rejects for any other reason too, because a server would fail in the same way", async () => {
  await expect(tryListening({ port: 70_000, host: "127.0.0.1" })).rejects.toThrow("options.port");
});

test("tryListening resolves for a free port, and leaves it free", async () => {
  await expect(tryListening({ port: 0, host: "127.0.0.1" })).resolves.toBeUndefined();
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
  [
    "Error: listen EADDRNOTAVAIL: address not available some.host",
    `some.host is not an address of this machine. ${cure}`,
  ],
  ["Error: getaddrinfo ENOTFOUND some.host", `The host some.host cannot be resolved. ${cure}`],
  ["Error: getaddrinfo EAI_AGAIN some.host", `The host some.host cannot be resolved. ${cure}`],
  ["Error: something else", undefined],
])("listenProblem says what to do about %s", (failure, problem) => {
  expect(listenProblem({ port: 80, host: "some.host" }, failure)).toBe(problem);
});
