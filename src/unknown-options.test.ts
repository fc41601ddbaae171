import { expect, test } from "vitest";
import { refuseUnknown } from "./unknown-options.js";

class Fault extends Error {}
const known = ["apiKey", "baseUrl", "timeout", "maxRetries", "port"];
const refuse = (options: object) => () => refuseUnknown(options, known, "createLinqClient", Fault);

test("known options are accepted with any value, and so are no options", () => {
  expect(refuse({})).not.toThrow();
  expect(refuse({ apiKey: undefined, baseUrl: 1, timeout: null })).not.toThrow();
});

test.each([
  ["baseURL", "baseUrl"],
  ["APIKEY", "apiKey"],
  ["timout", "timeout"],
  ["timeouts", "timeout"],
  ["tmieout", "timeout"],
  ["prot", "port"],
  ["bort", "port"],
  ["maxRetry", "maxRetries"],
  ["retries", "maxRetries"],
  ["key", "apiKey"],
])("refuses %s and suggests %s", (name, suggestion) => {
  expect(refuse({ apiKey: "x", [name]: undefined })).toThrow(
    new Fault(`${name} is not an option of createLinqClient; did you mean ${suggestion}?`),
  );
});

test.each(["host", "proxy", "", "x", "constructor", "__proto__"])(
  "refuses %j, which resembles no option, and lists the options",
  (name) => {
    const options = Object.defineProperty({}, name, { value: 1, enumerable: true });
    expect(refuse(options)).toThrow(
      new Fault(`${name} is not an option of createLinqClient; it takes apiKey, baseUrl, timeout, maxRetries, port`),
    );
  },
);

test("the error about an unknown option shows at most 50 characters of its name", () => {
  expect(refuse({ ["x".repeat(10_000)]: 1 })).toThrow(`${"x".repeat(50)} is not`);
  expect(refuse({ ["x".repeat(10_000)]: 1 })).not.toThrow("x".repeat(51));
});

test("an unknown option causes the given kind of error", () => {
  expect(refuse({ x: 1 })).toThrow(Fault);
});
