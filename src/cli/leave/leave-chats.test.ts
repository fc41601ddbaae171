import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import spec from "../../../generated/openapi.json" with { type: "json" };
import { leaveChats } from "./leave-chats.js";
import type { Result } from "./result.js";

const soon = { timeout: 10_000, interval: 5 };
const { accepted, rateLimitExceeded } = spec.components.examples;
const ids = [1, 2, 3, 4].map((digit) => `550e8400-e29b-41d4-a716-44665544000${digit}`) as [
  string,
  string,
  string,
  string,
];

/** The pending requests, by chat id. */
const asked = new Map<string, ServerResponse>();
const server = createServer((request, response) => asked.set(request.url?.split("/")[3] ?? "", response));
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Responds to the request for a chat once it has arrived. */
async function answer(chatId: string, status: number, body: object, headers = {}): Promise<void> {
  await vi.waitFor(() => expect(asked.has(chatId)).toBe(true), soon);
  asked
    .get(chatId)
    ?.writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));
  asked.delete(chatId);
}

/** A run whose gate the test opens. */
function start() {
  const closed = vi.fn<(ms: number) => void>();
  let open!: () => void;
  const opening = new Promise<void>((resolve) => {
    open = resolve;
  });
  const gate = {
    close: closed,
    opened: vi.fn(() => (closed.mock.calls.length > 0 ? opening : Promise.resolve())),
    remaining: () => 0,
  };
  const results: Result[] = [];
  const client = { apiKey: "any-key", baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const report = async (result: Result) => void results.push(result);
  const stop = new AbortController();
  const ended = leaveChats(ids, { client, concurrency: 2, gate, stop, report });
  return { closed, opened: gate.opened, open, stop, results, ended };
}

test("if one request is told to wait, all of them wait, for as long as Linq asks", async () => {
  const { closed, opened, open, results, ended } = start();
  const [first, second, third, fourth] = ids;
  await answer(first, 202, accepted.value);
  await vi.waitFor(() => expect(asked.size).toBe(2), soon);

  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "1" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  expect(closed.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(1000);
  await answer(third, 202, accepted.value);
  await vi.waitFor(() => expect(opened.mock.calls.length).toBeGreaterThanOrEqual(ids.length), soon);
  expect(asked.size).toBe(0);

  open();
  await answer(fourth, 202, accepted.value);
  await answer(second, 202, accepted.value);
  await ended;
  expect(results.map(({ chat_id, outcome }) => [chat_id, outcome])).toEqual(
    [first, third, fourth, second].map((id) => [id, "accepted"]),
  );
});

test("a stopped run names the chats that may have been left, not those that wait after a refusal", async () => {
  const { closed, stop, ended } = start();
  const [first, second, third] = ids;
  await answer(first, 202, accepted.value);
  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "30" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  await vi.waitFor(() => expect(asked.has(third)).toBe(true), soon);

  stop.abort("SIGINT");
  expect(await ended).toEqual([third]);
  asked.clear();
});

test("a stopped run names a chat that was refused once and requested again", async () => {
  const { closed, open, stop, ended } = start();
  const [first, second, third] = ids;
  await answer(first, 202, accepted.value);
  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "1" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  open();
  await vi.waitFor(() => expect([...asked.keys()].sort()).toEqual([second, third]), soon);

  stop.abort("SIGINT");
  expect((await ended).sort()).toEqual([second, third]);
  asked.clear();
});
