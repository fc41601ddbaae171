import { describe, expect, test, vi } from "vitest";
import { secret } from "../webhooks/signing.test-helper.js";
import { readOptions, type SandboxOptions } from "./options.js";

const webhook = { url: "http://127.0.0.1:3000/webhooks", secret };

test("without options, nothing is delivered", () => {
  const { onLog, ...settings } = readOptions({});
  expect(settings).toEqual({
    port: 4011,
    host: "127.0.0.1",
    delay: 1000,
    redeliverAfter: expect.any(Array),
    receiver: undefined,
    receivesItself: false,
    slowAnswer: 60_000,
    retryAfter: undefined,
    rateLimit: undefined,
    allowedOrigins: [],
  });
  expect(onLog("dropped")).toBeUndefined();
});

test("without a schedule, a webhook is redelivered 10 times at growing intervals, over about 25 minutes", () => {
  const pauses = readOptions({ webhook }).receiver?.redeliverAfter ?? [];
  expect(pauses).toHaveLength(10);
  expect(pauses[0]).toBe(5_000);
  expect([...pauses].sort((a, b) => a - b)).toEqual(pauses);
  const minutes = pauses.reduce((sum, pause) => sum + pause) / 60_000;
  expect(minutes).toBeGreaterThan(24.5);
  expect(minutes).toBeLessThan(25.5);
});

test.each<SandboxOptions>([
  { port: 0, delay: 0, redeliverAfter: [] },
  { port: 65_535, delay: 2_147_483_647, redeliverAfter: [0, 2_147_483_647] },
])("the sandbox accepts the options %j", (options) => {
  const onLog = vi.fn();
  const { port, delay, receiver, ...settings } = readOptions({ ...options, webhook, onLog });
  expect({ port, delay, redeliverAfter: receiver?.redeliverAfter }).toEqual(options);
  settings.onLog("a request");
  receiver?.onLog("a delivery");
  expect(onLog.mock.calls).toEqual([["a request"], ["a delivery"]]);
  expect(receiver?.url.href).toBe(webhook.url);
});

test("several origins may be allowed", () => {
  const allowedOrigins = ["http://localhost:5173", "https://example.com"];
  expect(readOptions({ allowedOrigins }).allowedOrigins).toEqual(allowedOrigins);
});

test("a webhook URL may be https", () => {
  const { receiver } = readOptions({ webhook: { ...webhook, url: "https://example.com/" } });
  expect(receiver?.url.href).toBe("https://example.com/");
});

describe("a wrong option", () => {
  const port = "The sandbox's port must be a whole number from 0 to 65535.";
  const delay = "The sandbox's delay must be a whole number of milliseconds, 0 or more.";
  const list = "The sandbox's redeliverAfter must be a list of whole numbers of milliseconds, each 0 or more.";
  const origins =
    "The sandbox's allowedOrigins must be a list of origins such as http://localhost:5173, without a path.";
  const url = "The webhook's URL must be an absolute http or https URL, such as http://127.0.0.1:3000/webhooks.";
  test.each<[object, string]>([
    [{ port: -1 }, port],
    [{ port: 65_536 }, port],
    [{ port: "4011" }, port],
    [{ delay: -1 }, delay],
    [{ delay: 0.5 }, delay],
    [{ delay: 2_147_483_648 }, delay],
    [{ redeliverAfter: 5 }, list],
    [{ redeliverAfter: [5, -1] }, list],
    [{ redeliverAfter: ["5"] }, list],
    [{ host: "" }, "The sandbox's host must be an address such as 127.0.0.1."],
    [{ host: 127 }, "The sandbox's host must be an address such as 127.0.0.1."],
    [{ retryAfter: 0 }, "retryAfter takes a whole number of seconds, 1 or more, not 0"],
    [{ rateLimit: 0 }, "rateLimit takes a whole number of requests per second, 1 or more, not 0"],
    [{ slowAnswer: -1 }, "slowAnswer takes a whole number of milliseconds, 0 or more, not -1"],
    [{ allowedOrigins: "http://localhost:5173" }, origins],
    [{ allowedOrigins: ["http://localhost:5173/"] }, origins],
    [{ allowedOrigins: ["http://localhost:5173", "localhost"] }, origins],
    [{ allowedOrigins: [new URL("http://localhost:5173")] }, origins],
    [{ prot: 4011 }, "prot is not an option of startSandbox; did you mean port?"],
    [{ webhook: { ...webhook, url: "/webhooks" } }, url],
    [{ webhook: { ...webhook, url: "ftp://example.com/" } }, url],
    [{ webhook: { ...webhook, url: undefined } }, url],
    [
      { webhook: { ...webhook, secret: "secret" } },
      "The webhook secret cannot be used: it is not whsec_ followed by base64. Check that it is complete and has no space or line break.",
    ],
    [
      { webhook: { url: webhook.url } },
      "The webhook secret cannot be used: it is missing. Pass the whsec_… string that Linq gave you for the subscription, for instance from an environment variable.",
    ],
  ])("the error about %j names the wrong option", (options, message) => {
    expect(() => readOptions(options)).toThrow(message);
  });
});

test.each<[string, () => unknown]>([
  [
    "throws",
    () => {
      throw new Error("from onLog");
    },
  ],
  // Vitest fails a run in which a rejection is not handled.
  ["rejects", () => Promise.reject(new Error("from onLog"))],
])("an onLog that %s does no harm", (_, onLog) => {
  expect(readOptions({ onLog: onLog as () => void }).onLog("a line")).toBeUndefined();
});
