import { describe, expect, test } from "vitest";
import { isErrorEnvelope, isLeaveAccepted, isSuccess } from "./contract.js";

const error = { status: 409, code: 2013, message: "This chat is unavailable" };
const without = (member: string) => Object.fromEntries(Object.entries(error).filter(([name]) => name !== member));

describe("isErrorEnvelope", () => {
  test.each<[string, unknown]>([
    ["the required members", { error }],
    ["success false", { error, success: false }],
    ["a trace id", { error, trace_id: "t" }],
    ["a page and a wait", { error: { ...error, doc_url: "u", retry_after: 1 } }],
    ["unknown members", { error: { ...error, more: 1 }, more: null }],
  ])("takes an envelope with %s", (_, body) => {
    expect(isErrorEnvelope(body)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a string", "error"],
    ["an array", [{ error }]],
    ["an empty object", {}],
    ["a null error", { error: null }],
    ["an error that is an array", { error: Object.assign([], error) }],
    ["an error that is a string", { error: "error" }],
    ["no status", { error: without("status") }],
    ["no code", { error: without("code") }],
    ["no message", { error: without("message") }],
    ["a status of another type", { error: { ...error, status: "409" } }],
    ["a code of another type", { error: { ...error, code: "2013" } }],
    ["a code that is no integer", { error: { ...error, code: 20.13 } }],
    ["a status that is no integer", { error: { ...error, status: 40.9 } }],
    ["a wait that is no integer", { error: { ...error, retry_after: 0.5 } }],
    ["a message of another type", { error: { ...error, message: 1 } }],
    ["a page of another type", { error: { ...error, doc_url: 1 } }],
    ["a wait of another type", { error: { ...error, retry_after: "1" } }],
    ["success true", { error, success: true }],
    ["success of another type", { error, success: "false" }],
    ["a trace id of another type", { error, trace_id: 1 }],
    ["a trace id that is null", { error, trace_id: null }],
  ])("refuses %s", (_, body) => {
    expect(isErrorEnvelope(body)).toBe(false);
  });
});

describe("isLeaveAccepted", () => {
  test.each<[string, unknown]>([
    ["all members", { message: "m", status: "s", trace_id: "t" }],
    ["no member", {}],
    ["unknown members", { more: 1 }],
  ])("takes a body with %s", (_, body) => {
    expect(isLeaveAccepted(body)).toBe(true);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["an array", []],
    ["a message of another type", { message: 1 }],
    ["a status of another type", { status: 1 }],
    ["a trace id of another type", { trace_id: 1 }],
    ["an error", { error: "e" }],
  ])("refuses %s", (_, body) => {
    expect(isLeaveAccepted(body)).toBe(false);
  });
});

describe("isSuccess", () => {
  test("takes any object without an error", () => {
    expect(isSuccess({ any: 1 }, 200)).toBe(true);
  });

  test("takes no body with 204 only", () => {
    expect(isSuccess(undefined, 204)).toBe(true);
    expect(isSuccess(undefined, 200)).toBe(false);
    expect(isSuccess({}, 204)).toBe(false);
  });

  test.each([[null], [[]], ["text"], [1], [{ error: {} }]])("refuses %j", (body) => {
    expect(isSuccess(body, 200)).toBe(false);
  });
});
