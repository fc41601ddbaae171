/** The defaults in the documents are those in the code. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type ClientOptions, type Clock, createLinqClient } from "linq-openapi";
import { startMock } from "linq-openapi/mock";
import { startSandbox } from "linq-openapi/sandbox";
import { afterEach, expect, test, vi } from "vitest";
import { linqOpenapi } from "../helpers/linq-openapi-command.js";
import { root } from "../helpers/scratch-copy.js";

const readme = readFileSync(join(root, "README.md"), "utf8");
const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const chatId = "550e8400-e29b-41d4-a716-446655440000";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** The default of an option in the README's table, without thousands separators and markup. */
function documented(option: string): string {
  const row = new RegExp(`^\\| \`${option}\` \\| .* \\| (.*) \\|$`, "m").exec(readme)?.[1] ?? "";
  return row.replaceAll("`", "").replace(/(\d),(\d)/g, "$1$2");
}

/** Takes a port, unless it is already taken. */
async function occupy(port: number): Promise<() => void> {
  const server = createServer().listen(port, "127.0.0.1");
  await Promise.race([once(server, "listening"), once(server, "error")]).catch(() => {});
  return () => server.close();
}

function failureOf(options: ClientOptions): Promise<unknown> {
  return createLinqClient({ apiKey: "any-key", ...options })
    .leaveChat(chatId)
    .catch((error) => error);
}

test.each([
  ["mock", startMock],
  ["sandbox", startSandbox],
])("the %s listens by default on the port that the README and its help name", async (name, startServer) => {
  const { stdout: help } = await linqOpenapi(name, "--help");
  const port = Number(/--port .*\b(\d{4,})\b/.exec(help)?.[1]);
  expect(readme).toMatch(new RegExp(`^npm run ${name} +# .*on port ${port}$`, "m"));

  const release = await occupy(port);
  const taken = `Port ${port} is taken.`;
  const [{ stderr }] = await Promise.all([linqOpenapi(name), expect(startServer()).rejects.toThrow(taken)]);
  expect(stderr).toContain(taken);
  release();
});

test("the time limit of an attempt is the README's default", async () => {
  vi.useFakeTimers();
  const limit = Number(documented("timeout"));
  let end: unknown;
  failureOf({ fetch: () => new Promise(() => {}), maxRetries: 0 }).then((error) => {
    end = error;
  });
  await vi.advanceTimersByTimeAsync(limit - 1);
  expect(end).toBeUndefined();
  await vi.advanceTimersByTimeAsync(1);
  expect(end).toMatchObject({ name: "LinqTimeoutError", timeout: limit });
});

test("the number of retries is the README's default, and there is no deadline", async () => {
  let now = 0;
  const clock: Clock = { now: () => now, random: () => 1, sleep };
  async function sleep() {
    now += 1e9;
  }
  const error = await failureOf({ clock, fetch: () => Promise.reject(new TypeError("failed")) });
  expect(error).toMatchObject({ attempts: Number(documented("maxRetries")) + 1 });
  expect(documented("deadline")).toBe("none");
});

test("the base URL, the API key and its protection are the README's defaults", async () => {
  const [key, variable, production] =
    /^(\w+); (\w+), else (\S+)$/.exec(`${documented("apiKey")}; ${documented("baseUrl")}`)?.slice(1) ?? [];
  vi.stubEnv(`${key}`, "the-key-of-the-variable");
  vi.stubEnv(`${variable}`, "");
  const sent: [string, RequestInit][] = [];
  const fetch: ClientOptions["fetch"] = async (...request) => {
    sent.push(request);
    throw new TypeError("failed");
  };
  await createLinqClient({ fetch, maxRetries: 0 })
    .leaveChat(chatId)
    .catch(() => {});
  expect(sent[0]?.[0]).toBe(`${production}/v3/chats/${chatId}/leave`);
  expect(new Headers(sent[0]?.[1].headers).get("authorization")).toBe("Bearer the-key-of-the-variable");

  vi.stubEnv(`${variable}`, "http://example.com");
  expect(() => createLinqClient()).toThrow("allowInsecureHttp: true");
  expect(documented("allowInsecureHttp")).toBe("false");
});

test("package.json requires the Node version that the README names", () => {
  expect(readme).toContain(`Node ≥ ${engines.node.replace(">=", "")}.`);
});
