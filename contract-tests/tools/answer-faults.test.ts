/** The sandbox and `documentedFetch` produce every error of the client on demand, by id and by `next`. */
import { randomUUID } from "node:crypto";
import {
  createLinqClient,
  LinqApiError,
  LinqConnectionError,
  type LinqError,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { type DocumentedFetch, documentedFetch } from "linq-openapi/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const noTime = { now: Date.now, random: () => 0, sleep: async () => {} };
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, delay: 0 });
});
afterAll(() => sandbox.stop());

type Fault = {
  name: Parameters<DocumentedFetch["next"]>[1][number];
  id: string;
  thrown: new (...args: never[]) => LinqError;
};
const faults: Fault[] = [
  { name: "internalServerError", id: "00000500-3006-4000-8000-000000000000", thrown: LinqApiError },
  { name: "gatewayPage", id: "fa170000-0005-4000-8000-000000000000", thrown: LinqResponseError },
  { name: "connectionReset", id: "fa170000-0002-4000-8000-000000000000", thrown: LinqConnectionError },
  { name: "truncatedBody", id: "fa170000-0004-4000-8000-000000000000", thrown: LinqConnectionError },
  { name: "answerLost", id: "fa170000-0003-4000-8000-000000000000", thrown: LinqConnectionError },
  { name: "slowAnswer", id: "fa170000-0001-4000-8000-000000000000", thrown: LinqTimeoutError },
];
test.concurrent.for(faults)(
  "the sandbox produces $name by chat id, and the client throws the right kind of error",
  async ({ name, id, thrown }) => {
    const linq = createLinqClient({
      apiKey: "any-key",
      baseUrl: sandbox.url,
      timeout: name === "slowAnswer" ? 100 : 30_000,
      maxRetries: 0,
    });
    const error = await linq.leaveChat(id).catch((error: unknown) => error);
    expect((error as object).constructor).toBe(thrown);
  },
);

test.concurrent.for(faults)(
  "the sandbox produces $name when next queues it, then the ordinary response, so that the retry succeeds",
  async ({ name, thrown }) => {
    const chatId = randomUUID();
    const met: unknown[] = [];
    const onAttempt = ({ error }: { error: unknown }) => met.push((error as object | undefined)?.constructor);
    // Long enough for the ordinary response on a busy machine.
    const timeout = name === "slowAnswer" ? 2_000 : 30_000;
    const options = { apiKey: "any-key", baseUrl: sandbox.url, timeout, clock: noTime, onAttempt };
    sandbox.next(chatId, [name]);
    const result = await createLinqClient(options)
      .leaveChat(chatId)
      .catch((error: unknown) => error);
    // The leave whose response was lost is still accepted.
    const isLost = name === "answerLost";
    expect(met).toEqual([thrown, isLost ? LinqApiError : undefined]);
    expect(result).toMatchObject(isLost ? { code: 2013, maybeDelivered: true } : { status: "accepted" });
  },
);

test.for(faults)(
  "documentedFetch produces $name by chat id and by next, and the client throws the right kind of error",
  async ({ name, id, thrown }) => {
    const fetch = documentedFetch();
    const linq = createLinqClient({
      apiKey: "any-key",
      fetch,
      timeout: name === "slowAnswer" ? 20 : 30_000,
      maxRetries: 0,
    });
    fetch.next(chatId, [name]);
    for (const chat of [id, chatId]) {
      const error = await linq.leaveChat(chat).catch((error: unknown) => error);
      expect((error as object).constructor).toBe(thrown);
    }
    expect(fetch.requests).toMatchObject([
      { answer: name, why: "chat id" },
      { answer: name, why: "next" },
    ]);
  },
);

test("LinqInputError needs no server: a wrong id is never sent", async () => {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl: sandbox.url });
  sandbox.reset();
  await expect(linq.leaveChat("42")).rejects.toThrow(LinqInputError);
  expect(sandbox.requests).toEqual([]);
});
