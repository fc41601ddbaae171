import { expect, test, vi } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import type { Choice } from "./answer-chooser.js";
import { answerFaults } from "./answer-faults.js";
import { newTraceId } from "./exchange-values.js";
import { type Behaviour, createService, type Exchange, type Reply } from "./simulated-service.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const { accepted, chatUnavailable } = spec.components.parameters.chatId.examples;

/** A service that returns the chosen status. */
function start(given: Partial<Behaviour<Exchange>> = {}) {
  const left = new Map<string, string | undefined>();
  const service = createService<Exchange>({
    give: ({ outcome, problem }) => replyOf(outcome?.status ?? problem?.status ?? 0),
    isLeft: (id) => left.has(id),
    leave: (id, fault) => void left.set(id, fault),
    faults: { ...answerFaults, webhookTwice: { chatId: "fa170000-1009-4000-8000-000000000000", meaning: "Twice." } },
    slowAnswer: 0,
    rateLimit: undefined,
    ...given,
  });
  return { service, left, leave: (id = chatId) => service.answer(exchange(`/v3/chats/${id}/leave`)) };
}

const replyOf = (status: number): Reply => ({ status, headers: {}, body: "" });

function exchange(path: string): Exchange {
  const header = (name: string) => (name === "authorization" ? "Bearer any-key" : undefined);
  const asked = { method: "POST", path, query: new URLSearchParams(), body: new Uint8Array(), header };
  return { asked, traceId: newTraceId(), signal: () => undefined };
}

/** Holds all responses back until `release`. */
function gate() {
  let release!: () => void;
  const opened = new Promise<void>((resolve) => {
    release = resolve;
  });
  const give = async ({ outcome }: Choice) => {
    await opened;
    return replyOf(outcome?.status ?? 0);
  };
  return { give, release };
}

test.each([
  ["any chat", chatId],
  ["the chat id of the success", accepted.value],
])("of concurrent leaves of %s, one is accepted", async (_, id) => {
  const { give, release } = gate();
  const { leave } = start({ give });
  const answers = [leave(id), leave(id)];
  release();
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([202, 409]);
});

test("a leave whose response is still pending at a reset has no effect", async () => {
  const { give, release } = gate();
  const { service, leave, left } = start({ give });
  const answer = leave();
  service.reset();
  release();
  expect([(await answer).status, left.size]).toEqual([202, 0]);
});

test("a webhook fault reaches the leave that it was queued for", async () => {
  const { service, leave, left } = start();
  service.next(chatId, ["webhookTwice"]);
  expect([(await leave()).status, ...left]).toEqual([202, [chatId, "webhookTwice"]]);
});

test("a request is recorded with its operation, its chat, its response and the reason for it", async () => {
  vi.useFakeTimers({ now: 0 });
  const { service, leave } = start();
  await leave(chatUnavailable.value.toUpperCase());
  vi.useRealTimers();
  expect(service.journal.entries).toStrictEqual([
    {
      at: "1970-01-01T00:00:00.000Z",
      method: "POST",
      path: `/v3/chats/${chatUnavailable.value.toUpperCase()}/leave`,
      operation: "leaveChat",
      chatId: chatUnavailable.value,
      status: 409,
      answer: "chatUnavailable",
      why: "chat id",
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    },
  ]);
});

const at = expect.any(String);
const traceId = expect.any(String);

test("a request that the contract does not have is recorded without an operation, a chat or a response", async () => {
  const { service } = start();
  await service.answer(exchange("/v3/nowhere"));
  const why = "not in the contract";
  expect(service.journal.entries).toStrictEqual([
    { at, method: "POST", path: "/v3/nowhere", status: 404, why, traceId },
  ]);
});

test("a connection that is reset is recorded with its fault, and without a status", async () => {
  const { service, leave } = start();
  service.next(chatId, ["connectionReset"]);
  await leave();
  const path = `/v3/chats/${chatId}/leave`;
  expect(service.journal.entries).toStrictEqual([
    { at, method: "POST", path, operation: "leaveChat", chatId, answer: "connectionReset", why: "next", traceId },
  ]);
});

test("a request whose response fails is recorded, and its error is passed on", async () => {
  const failure = new Error("no answer");
  const { service, leave } = start({
    give() {
      throw failure;
    },
  });
  await expect(leave()).rejects.toBe(failure);
  expect(service.journal.entries).toMatchObject([{ answer: "accepted", why: "first success" }]);
  expect(service.journal.entries[0]).not.toHaveProperty("status");
});
