import { expect, test } from "vitest";
import { parsePort } from "./parse-port.js";

test.each([
  ["0", 0],
  ["4010", 4010],
  ["65535", 65_535],
])("--port may be %j", (text, port) => {
  expect(parsePort(text)).toBe(port);
});

test.each(["", " ", "http", "-1", "+80", "1.5", "1e3", "0x50", "65536", "000080", "80 ", "８０"])(
  "--port may not be %j, and the error shows it",
  (text) => {
    expect(() => parsePort(text)).toThrow(
      new Error(`--port takes a whole number from 0 to 65535, not ${JSON.stringify(text)}.`),
    );
  },
);

test("the error names another option with a port", () => {
  expect(() => parsePort("x", "webhook-port")).toThrow("--webhook-port takes a whole number from 0 to 65535");
});
