import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import {
  LinqApiError,
  LinqConnectionError,
  LinqError,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "./errors.js";

const facts = { status: 500, headers: {}, traceId: undefined, retryAfter: undefined, attempts: 1 };
const body = { error: { status: 500, code: 3006, message: "Internal server error" } };
const lost = { attempts: 2, maybeDelivered: true };

describe("the error family", () => {
  test.each<[string, LinqError]>([
    ["LinqInputError", new LinqInputError("wrong")],
    ["LinqApiError", new LinqApiError(body, { ...facts, maybeDelivered: false })],
    ["LinqResponseError", new LinqResponseError("no body", "", facts)],
    ["LinqConnectionError", new LinqConnectionError("No response", lost)],
    ["LinqTimeoutError", new LinqTimeoutError(5, lost)],
  ])("%s is a LinqError and an Error, and its stack shows its name", (name, error) => {
    expect(error).toBeInstanceOf(LinqError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(inspect(error)).toContain(`${name}: ${error.message}`);
  });

  test("a timeout is a connection error", () => {
    expect(new LinqTimeoutError(5, lost)).toBeInstanceOf(LinqConnectionError);
  });
});

describe("a connection error", () => {
  test("a connection error says whether Linq may have carried out the request", () => {
    expect(new LinqConnectionError("No response", lost).message).toBe(
      "No response. Linq may have carried out the request",
    );
    expect(new LinqConnectionError("No response", { ...lost, maybeDelivered: false }).message).toBe(
      "No response. Linq did not carry out the request",
    );
  });

  test("a connection error has its cause in the standard property", () => {
    const cause = new Error("reset");
    const error = new LinqConnectionError("No response", { ...lost, cause });
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).not.toContain("cause");
  });
});

test("a timeout says how long it waited", () => {
  expect(new LinqTimeoutError(5, lost)).toMatchObject({
    message: "No complete response within 5 ms. Linq may have carried out the request",
    timeout: 5,
    attempts: 2,
    maybeDelivered: true,
  });
});

describe("a message", () => {
  const told = (message: string) =>
    new LinqApiError({ error: { status: 500, code: 3006, message } }, { ...facts, maybeDelivered: false }).message;

  test("a message holds at most 1 KiB of the server's text", () => {
    const traceId = "t".repeat(900_000);
    const error = new LinqApiError(
      { error: { status: 500, code: 3006, message: "m".repeat(900_000) } },
      { ...facts, traceId, maybeDelivered: true },
    );
    expect(error.message.length).toBeLessThan(1_100);
    expect(error.body.error.message).toHaveLength(900_000);
    expect(new LinqResponseError("p".repeat(900_000), "", { ...facts, traceId }).message.length).toBeLessThan(1_024);
    expect(new LinqConnectionError("p".repeat(900_000), lost).message.length).toBeLessThan(1_024);
  });

  test.each(["\u001b[31m", "\r\n", "\0", "\u009b", "\u2028", "\u202e", "\u2066"])(
    "a message replaces characters that control a terminal or hide text: %j",
    (control) => {
      expect(told(`before${control}after`)).toBe(`500 / 3006 before${control.replace(/[^[\d\w]/g, "\ufffd")}after`);
    },
  );
});

describe("a documented error", () => {
  test("a documented error says what its code means", () => {
    expect(new LinqApiError(body, { ...facts, maybeDelivered: false }).meaning).toBe(
      "An internal error on Linq's side",
    );
  });

  test("a documented error has no meaning for an undocumented code", () => {
    const other = { error: { ...body.error, code: 9999 } };
    expect(new LinqApiError(other, { ...facts, maybeDelivered: false }).meaning).toBeUndefined();
  });
});
