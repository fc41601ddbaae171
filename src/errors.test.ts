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

const answer = { status: 500, traceId: undefined, retryAfter: undefined, attempts: 1 };
const body = { error: { status: 500, code: 3006, message: "Internal server error" } };
const lost = { attempts: 2, maybeDelivered: true };

describe("the error family", () => {
  test.each<[string, LinqError]>([
    ["LinqInputError", new LinqInputError("wrong")],
    ["LinqApiError", new LinqApiError({ ...answer, body, maybeDelivered: false })],
    ["LinqResponseError", new LinqResponseError("no body", { ...answer, contentType: undefined, bodyText: "" })],
    ["LinqConnectionError", new LinqConnectionError("No answer", lost)],
    ["LinqTimeoutError", new LinqTimeoutError({ timeout: 5, ...lost })],
  ])("%s is a LinqError and an Error, named so in its trace", (name, error) => {
    expect(error).toBeInstanceOf(LinqError);
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect(inspect(error)).toContain(`${name}: ${error.message}`);
  });

  test("a time-out is a connection error", () => {
    expect(new LinqTimeoutError({ timeout: 5, ...lost })).toBeInstanceOf(LinqConnectionError);
  });
});

describe("a connection error", () => {
  test("says whether Linq may have got the request", () => {
    expect(new LinqConnectionError("No answer", lost).message).toBe("No answer. Linq may have got the request");
    expect(new LinqConnectionError("No answer", { ...lost, maybeDelivered: false }).message).toBe(
      "No answer. Linq has not got the request",
    );
  });

  test("has its cause where errors have it", () => {
    const cause = new Error("reset");
    const error = new LinqConnectionError("No answer", { ...lost, cause });
    expect(error.cause).toBe(cause);
    expect(Object.keys(error)).not.toContain("cause");
  });
});

describe("a time-out", () => {
  test("says how long it has waited", () => {
    expect(new LinqTimeoutError({ timeout: 5, ...lost })).toMatchObject({
      message: "No whole answer within 5 ms. Linq may have got the request",
      timeout: 5,
      attempts: 2,
      maybeDelivered: true,
    });
  });
});
