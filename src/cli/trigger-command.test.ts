import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createNodeReceiver, isOwnLeave, type WebhookEvent } from "../webhooks/index.js";
import { secret } from "../webhooks/signing.test-helper.js";
import { trigger } from "./trigger-command.js";

const chat = "550e8400-e29b-41d4-a716-446655440000";
const lines: string[] = [];
const events: WebhookEvent[] = [];
const receive = createNodeReceiver({ secret, onEvent: (event) => void events.push(event) });
const server = createServer((request, response) => {
  if (request.url?.endsWith("/moved")) response.writeHead(302, { location: url }).end();
  else receive(request, response);
});
let url: string;

beforeEach(async () => {
  lines.length = 0;
  events.length = 0;
  vi.spyOn(console, "log").mockImplementation((line) => void lines.push(line));
  vi.spyOn(console, "error").mockReturnValue();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks`;
});
afterEach(async () => {
  vi.restoreAllMocks();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const run = (...args: string[]) => trigger.run(["participant.removed", "--to", url, "--secret", secret, ...args]);
/** The statuses of the receiver's responses, in order. */
const answers = () => lines.map((line) => Number(/→ (\d+)$/.exec(line)?.[1]));

test("trigger sends one event about your own leave, which a receiver accepts", async () => {
  await run("--chat", chat);
  expect(answers()).toEqual([204]);
  expect(events.map((event) => isOwnLeave(event, chat))).toEqual([true]);
});

test.for<[string, number[], number]>([
  ["webhookDuplicate", [204, 204], 1],
  ["webhookLate", [500], 0],
  ["webhookForged", [400, 204], 1],
  ["webhookOutOfOrder", [204, 204], 1],
  ["webhookOfSomebodyElse", [204, 204], 1],
  ["webhookOfUnknownType", [204, 204], 1],
])("trigger --fault %s: the responses are %j, and the number of leaves is %i", async ([fault, expected, leaves]) => {
  await run("--chat", chat, "--fault", fault);
  expect(answers()).toEqual(expected);
  expect(events.filter((event) => isOwnLeave(event, chat))).toHaveLength(leaves);
});

describe("trigger fails if a genuine webhook gets no 2xx", () => {
  const otherSecret = `whsec_${btoa("another secret of 24 bytes or more")}`;
  const problem = /^Your receiver must respond to each genuine webhook with 2xx\.$/;

  test("trigger fails for a receiver with another secret, after it has sent every webhook", async () => {
    await expect(run("--secret", otherSecret, "--fault", "webhookOfSomebodyElse")).rejects.toThrow(problem);
    expect(answers()).toEqual([400, 400]);
  });

  test("trigger fails if only the genuine webhook after a forged one is refused", async () => {
    await expect(run("--secret", otherSecret, "--fault", "webhookForged")).rejects.toThrow(problem);
    expect(answers()).toEqual([400, 400]);
  });

  test("trigger does not count a redirect as 2xx", async () => {
    await expect(run("--to", `${url}/moved`)).rejects.toThrow(problem);
    expect(answers()).toEqual([302]);
  });
});

test("trigger --help explains its exit codes and fits a screen of 24 lines of 80 columns", async () => {
  await trigger.run(["--help"]);
  const help = lines.join("\n").split("\n");
  expect(help.length).toBeLessThan(24);
  expect(help.filter((line) => line.length > 80)).toEqual([]);
  expect(help.join(" ")).toMatch(/Exit code: 0 .*, 1 /);
});

describe("trigger refuses", () => {
  const to = "http://127.0.0.1:2/webhooks";
  test.for<[string, string[], string]>([
    ["a missing event", [], "Name the event: participant.removed."],
    ["an unknown event", ["chat.left"], 'Unknown event "chat.left". Available: participant.removed.'],
    ["two events", ["participant.removed", "x"], "Unexpected argument 'x'. `linq-openapi trigger --help` lists"],
    [
      "a missing receiver",
      ["participant.removed"],
      "--to takes the URL of your receiver, such as http://127.0.0.1:3000/webhooks.",
    ],
    ["a path instead of a URL", ["participant.removed", "--to", "/webhooks"], "--to takes the URL of your receiver"],
    [
      "a missing secret",
      ["participant.removed", "--to", to, "--secret", ""],
      "--secret is missing, and so is the variable LINQ_WEBHOOK_SECRET: the secret of your subscription, whsec_",
    ],
    ["a broken secret", ["participant.removed", "--to", to, "--secret", "x"], "The webhook secret cannot be used"],
    [
      "an unknown fault",
      ["participant.removed", "--to", to, "--secret", secret, "--fault", "webhookDouble"],
      'Unknown fault "webhookDouble". Available: webhookDuplicate, webhookLate,',
    ],
    [
      "an invalid chat id",
      ["participant.removed", "--to", to, "--secret", secret, "--chat", "42"],
      '--chat takes a chat id (a UUID), not "42".',
    ],
    [
      "a receiver that is not running",
      ["participant.removed", "--to", to, "--secret", secret],
      `No response from ${to} (ECONNREFUSED). Is your receiver running?`,
    ],
  ])("trigger refuses %s, and says what to do", async ([, args, message]) => {
    await expect(trigger.run(args)).rejects.toThrow(message);
  });
});
