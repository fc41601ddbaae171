import { expect, test } from "vitest";
import { operations } from "../../generated/operations.js";
import { outcomes } from "../../generated/outcomes.js";
import type { Operation } from "../operation.js";
import type { Outcome } from "../outcome.js";
import { methodsOf, nameOf, pairedOutcome, type Route, routeOf, withoutBasePath } from "./documented-operations.js";

const leave = (id: string) => `/v3/chats/${id}/leave`;
const all: Record<string, Operation> = operations;

test("a route has the operation, and its path parameters decoded", () => {
  const { operation, parameters } = routeOf("POST", leave("a%20b")) as Route;
  expect([operation.name, operation.success.example, parameters]).toEqual(["leaveChat", "accepted", { chatId: "a b" }]);
});

test("a path parameter that cannot be decoded has no value", () => {
  expect(routeOf("POST", leave("%"))?.parameters).toEqual({ chatId: undefined });
});

test.each([
  ["PROPFIND", leave("1")],
  ["post", leave("1")],
  ["POST", `/v4${leave("1")}`],
  ["POST", `${leave("1")}/`],
  ["POST", leave("")],
  ["POST", leave("1/2")],
])("the contract has no %s %s", (method, path) => {
  expect(routeOf(method, path)).toBeUndefined();
});

test("the methods of a path are those of its operations", () => {
  const leaving = Object.values(all).filter(({ path }) => path === operations.leaveChat.path);
  expect(methodsOf(leave("1"))).toEqual(leaving.map(({ method }) => method));
  expect(methodsOf("/v3/nowhere")).toEqual([]);
});

test.each([
  ["/api/partner/v3/chats", "/v3/chats"],
  ["/api/partner/", "/"],
  ["/v3/chats", "/v3/chats"],
  ["/api/partners/v3", "/api/partners/v3"],
  ["/v3/api/partner/v3", "/v3/api/partner/v3"],
])("without a server's base path, %s is %s", (path, rest) => {
  expect(withoutBasePath(path)).toBe(rest);
});

const paired = outcomes.filter(({ request, pairedBy }) => pairedBy.some((name) => name in request.path));

test.each(paired)("the id of $operation › $example selects its response, in upper or lower case", (outcome) => {
  const { method, path } = all[outcome.operation] as Operation;
  const { path: ids } = outcome.request;
  for (const written of [(id: string) => id, (id: string) => id.toUpperCase()]) {
    const filled = path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(written(`${ids[name]}`)));
    expect(pairedOutcome(routeOf(method, filled) as Route)).toBe(outcome);
  }
});

test("an id that the contract pairs with nothing selects no response", () => {
  expect(pairedOutcome(routeOf("POST", leave("1")) as Route)).toBeUndefined();
});

test("a response is named after its example, or its status if it has none", () => {
  expect([nameOf({ example: "accepted", status: 202 } as Outcome), nameOf({ status: 204 } as Outcome)]).toEqual([
    "accepted",
    "204",
  ]);
});
