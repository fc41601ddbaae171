import { expect, test, vi } from "vitest";
import { sandbox } from "./sandbox-command.js";

test.each([
  [
    "a webhook without its secret",
    ["--webhook-url", "http://127.0.0.1:1"],
    "--webhook-url needs --webhook-secret, which signs the webhooks.",
  ],
  [
    "a secret without a webhook",
    ["--webhook-secret", "whsec_YWJj"],
    "--webhook-secret needs --webhook-url, where the webhooks go.",
  ],
  ["an invalid delay", ["--delay", "1s"], '--delay takes a whole number of milliseconds, 0 or more, not "1s".'],
  [
    "a rate limit of 0",
    ["--rate-limit", "0"],
    '--rate-limit takes a whole number of requests per second, 1 or more, not "0".',
  ],
  ["a wait of 0", ["--retry-after", "0"], '--retry-after takes a whole number of seconds, 1 or more, not "0".'],
  ["an invalid port", ["--port", "x"], '--port takes a whole number from 0 to 65535, not "x".'],
])("linq-openapi sandbox refuses %s", async (_, args, message) => {
  await expect(sandbox.run(args)).rejects.toThrow(message);
});

test("linq-openapi sandbox --help names every option", async () => {
  const print = vi.spyOn(console, "log").mockReturnValue();
  await sandbox.run(["--help"]);
  const help = print.mock.calls.join();
  print.mockRestore();
  for (const option of ["--port", "--webhook-url", "--webhook-secret", "--delay"]) expect(help).toContain(option);
});
