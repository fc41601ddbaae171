import type { IncomingMessage } from "node:http";
import { expect, test } from "vitest";
import { outcomes } from "../../generated/outcomes.js";
import type { Outcome } from "../outcome.js";
import type { Choice } from "../testing/answer-chooser.js";
import type { Route } from "../testing/documented-operations.js";
import { type ApiExchange, fromPrism } from "./prism-response.js";
import type { MockRequest, MockResponse } from "./restarting-mock.js";

const json = { "content-type": "application/json" };
const accepted = outcomes.find(({ example }) => example === "accepted") as Outcome;
const limited = outcomes.find(({ example }) => example === "rateLimitExceeded") as Outcome;
const route = { operation: { takesBody: false } } as Route;

/** A Prism that returns this body. */
function start(answered: string, retryAfter?: number, headers: MockResponse["headers"] = json) {
  const asked: MockRequest[] = [];
  const prism = fromPrism(
    {
      async ask(request) {
        asked.push(request);
        return { status: 200, headers: { ...headers, "x-trace-id": "example" }, body: Buffer.from(answered) };
      },
    },
    retryAfter,
  );
  return { ...prism, asked };
}

const body = Buffer.from("{}");
const request = {
  headers: { authorization: "Bearer any-key", "content-type": "application/json", prefer: "code=500" },
};
const exchange = {
  asked: { method: "POST" },
  traceId: "mine",
  incoming: { request: request as unknown as IncomingMessage, body },
  target: { path: "/v3/chats/1/leave", query: "?a=b" },
} as ApiExchange;

test("Prism gets the request, and is asked for the response that was chosen", async () => {
  const { give, asked } = start("{}");
  await give({ why: "chat id", route, outcome: accepted }, exchange);
  await give({ why: "chat id", route, outcome: { ...accepted, status: 204, example: undefined as never } }, exchange);
  const headers = {
    authorization: "Bearer any-key",
    "content-length": "2",
    "content-type": "application/octet-stream",
  };
  const request = { method: "POST", path: "/v3/chats/1/leave?a=b", body };
  expect(asked).toEqual([
    { ...request, headers: { ...headers, prefer: "code=202, example=accepted" } },
    { ...request, headers: { ...headers, prefer: "code=204" } },
  ]);
});

test("an operation that takes a body gets it with its content type", async () => {
  const { give, asked } = start("{}");
  const takesBody = { operation: { takesBody: true } } as Route;
  await give({ why: "first success", route: takesBody, outcome: accepted }, exchange);
  expect(asked).toMatchObject([{ headers: { "content-type": "application/json" }, body }]);
});

test.each<Choice>([
  { why: "no API key", route, outcome: accepted },
  { why: "invalid request", route, outcome: accepted },
  { why: "invalid request", route, problem: { status: 422, detail: "" } },
])("Prism itself refuses a request for which the choice is %j", async (choice) => {
  const { give, asked } = start("{}");
  expect((await give(choice, exchange)).status).toBe(200);
  expect(asked[0]?.headers).not.toHaveProperty("prefer");
});

test("a problem that has no documented response is answered without Prism", async () => {
  const { give, asked } = start("{}");
  const problem = { status: 405, detail: "It takes POST.", headers: { allow: "POST" } };
  expect(await give({ why: "not in the contract", problem }, exchange)).toMatchObject({
    status: 405,
    headers: { allow: "POST", "content-type": "application/problem+json" },
  });
  expect(asked).toEqual([]);
});

test("a body with a trace id gets the exchange's", async () => {
  const reply = await start('{"trace_id":"example"}').give({ why: "chat id", route, outcome: accepted }, exchange);
  expect(reply).toEqual({ status: 200, headers: { ...json, "x-trace-id": "mine" }, body: '{"trace_id":"mine"}' });
});

test.each<[what: string, choice: number | undefined, option: number | undefined, expected: string | undefined]>([
  ["the choice's, which wins over the option", 1, 5, "1"],
  ["the option's", undefined, 5, "5"],
  ["the example's by default", undefined, undefined, undefined],
])("the time to wait is %s", async (_, chosen, option, expected) => {
  const choice: Choice = { why: "rate limit", route, outcome: limited, ...(chosen && { retryAfter: chosen }) };
  const { headers } = await start('{"error":{"code":1007}}', option).give(choice, exchange);
  expect(headers["retry-after"]).toBe(expected);
});

test.each([
  ["without anything specific to its exchange", json, limited],
  ["that is not JSON", { "content-type": "text/plain" }, accepted],
])("a response %s is passed on as bytes", async (_, headers, outcome) => {
  const { body: given } = await start('{ "spaces": 1 }', undefined, headers).give(
    { why: "next", route, outcome },
    exchange,
  );
  expect(`${given}`).toBe('{ "spaces": 1 }');
});

test("a preflight is passed on without a preference, and its response unchanged", async () => {
  const { pass, asked } = start('{ "trace_id": 1 }');
  expect(await pass(exchange)).toEqual({
    status: 200,
    headers: { ...json, "x-trace-id": "example" },
    body: Buffer.from('{ "trace_id": 1 }'),
  });
  expect(asked[0]?.headers).not.toHaveProperty("prefer");
});
