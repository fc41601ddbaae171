import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import spec from "../../../generated/openapi.json" with { type: "json" };
import { leaveChats } from "./leave-chats.js";
import type { Result } from "./result.js";

const soon = { timeout: 10_000, interval: 5 };
const { accepted, rateLimitExceeded } = spec.components.examples;
const apiKey = "secret-key";

/** The pending requests, by chat id. */
const asked = new Map<string, ServerResponse>();
const isAsked = (chatId: string) => asked.has(chatId);
const server = createServer((request, response) => asked.set(request.url?.split("/")[3] ?? "", response));
beforeAll(() => once(server.listen(0, "127.0.0.1"), "listening"));
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

/** Responds to the request for a chat once it has arrived. */
async function answer(chatId: string, status: number, body: object, headers = {}): Promise<void> {
  await vi.waitFor(() => expect(isAsked(chatId)).toBe(true), soon);
  asked
    .get(chatId)
    ?.writeHead(status, { "content-type": "application/json", ...headers })
    .end(JSON.stringify(body));
  asked.delete(chatId);
}

/** A run of four chats, two at a time, whose gate the test opens. */
function start() {
  const ids = Array.from({ length: 4 }, () => randomUUID());
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
  const client = { apiKey, baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
  const report = async (result: Result) => void results.push(result);
  const stop = new AbortController();
  const ended = leaveChats(ids, { client, concurrency: 2, gate, stop, report });
  const [first, second, third, fourth] = ids as [string, string, string, string];
  return { first, second, third, fourth, closed, opened: gate.opened, open, stop, results, ended };
}

test.concurrent("if one request is told to wait, all of them wait, for as long as Linq asks", async () => {
  const { first, second, third, fourth, closed, opened, open, results, ended } = start();
  await answer(first, 202, accepted.value);
  await vi.waitFor(() => expect([second, third].filter(isAsked)).toEqual([second, third]), soon);

  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "1" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  expect(closed.mock.calls[0]?.[0]).toBeGreaterThanOrEqual(1000);
  await answer(third, 202, accepted.value);
  await vi.waitFor(() => expect(opened.mock.calls.length).toBeGreaterThanOrEqual(4), soon);
  expect([first, second, third, fourth].filter(isAsked)).toEqual([]);

  open();
  await answer(fourth, 202, accepted.value);
  await answer(second, 202, accepted.value);
  await ended;
  expect(results.map(({ chat_id, outcome }) => [chat_id, outcome])).toEqual(
    [first, third, fourth, second].map((id) => [id, "accepted"]),
  );
});

test.concurrent("a stopped run names the chats that may have been left, not those that wait after a refusal", async () => {
  const { first, second, third, closed, stop, ended } = start();
  await answer(first, 202, accepted.value);
  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "30" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  await vi.waitFor(() => expect(isAsked(third)).toBe(true), soon);

  stop.abort("SIGINT");
  expect(await ended).toEqual([third]);
});

test.concurrent("a stopped run names a chat that was refused once and requested again", async () => {
  const { first, second, third, closed, open, stop, ended } = start();
  await answer(first, 202, accepted.value);
  await answer(second, 429, rateLimitExceeded.value, { "retry-after": "1" });
  await vi.waitFor(() => expect(closed).toHaveBeenCalled(), soon);
  open();
  await vi.waitFor(() => expect([second, third].filter(isAsked)).toEqual([second, third]), soon);

  stop.abort("SIGINT");
  expect((await ended).sort()).toEqual([second, third].sort());
});

test.concurrent("no result shows the API key, even if a success echoes it", async () => {
  const { first, second, third, fourth, results, ended } = start();
  const ids = [first, second, third, fourth];
  for (const id of ids) await answer(id, 202, { ...accepted.value, trace_id: `no ${apiKey}` });
  await ended;
  expect(results.map(({ trace_id }) => trace_id)).toEqual(ids.map(() => "no [API key]"));
});
