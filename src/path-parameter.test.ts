import { describe, expect, test } from "vitest";
import { assertPathParameter } from "./path-parameter.js";
import type { Schema } from "./validate.js";

const uuid = "550e8400-e29b-41d4-a716-446655440000";
const ofUuid: Schema = { type: "string", format: "uuid" };
const ofText: Schema = { type: "string" };
const ofNumber: Schema = { type: "integer" };

test.each([
  ["a version 4 UUID", uuid, ofUuid],
  ["an upper-case UUID", uuid.toUpperCase(), ofUuid],
  ["the nil UUID", "00000000-0000-0000-0000-000000000000", ofUuid],
  ["the max UUID", "ffffffff-ffff-ffff-ffff-ffffffffffff", ofUuid],
  ["a phone number", "+12025550123", ofText],
  ["three dots", "...", ofText],
  ["percent-encoded dots, which are encoded once more", "%2e%2e", ofText],
  ["non-ASCII text", "übung 🎈", ofText],
  ["text of 1024 characters", "a".repeat(1024), ofText],
  ["a whole number", 42, ofNumber],
] as const)("a path parameter may be %s", (_, value, schema) => {
  expect(() => assertPathParameter("id", value, schema)).not.toThrow();
});

const bad: [name: string, value: unknown, shape: string][] = [
  ["an empty string", "", "an empty string"],
  ["a dot", ".", "a 1-character string"],
  ["two dots", "..", "a 2-character string"],
  ["a placeholder", "{x}", "a 3-character string"],
  ["a slash", "a/b", "a 3-character string"],
  ["a backslash", "a\\b", "a 3-character string"],
  ["a line break at the end", `${uuid}\n`, "a 37-character string"],
  ["a lone surrogate", "\ud800", "a 1-character string"],
  ["10 kB", "a".repeat(10_000), "a 10000-character string"],
  ["an object that prints as a UUID", { toString: () => uuid }, "a value of type object"],
  ["a UUID in an array", [uuid], "an array"],
  ["null", null, "null"],
  ["undefined", undefined, "undefined"],
];

describe.each([
  ["a UUID", ofUuid, "a UUID such as 550e8400-e29b-41d4-a716-446655440000"],
  [
    "text",
    ofText,
    'a string of 1 to 1024 characters that is not "." or ".." and has no slash, brace or control character',
  ],
])("where %s is expected", (kind, schema, expected) => {
  test.each([...bad, ["a number", 42, "a value of type number"]] as const)(
    `if ${kind} is expected, %s is refused, and the error describes only its shape`,
    (_, value, shape) => {
      expect(() => assertPathParameter("chatId", value, schema)).toThrow(
        expect.objectContaining({
          name: "LinqInputError",
          message: `Invalid chatId: expected ${expected}, got ${shape}`,
        }),
      );
    },
  );
});

test.each([
  ["a path", "a/b"],
  ["a URN", `urn:uuid:${uuid}`],
  ["a UUID with a prefix", `x${uuid}`],
  ["a UUID without hyphens", uuid.replaceAll("-", "")],
  ["a UUID with a letter that is not a hex digit", uuid.replace("e", "g")],
])("a path parameter may not be %s if a UUID is expected", (_, value) => {
  expect(() => assertPathParameter("chatId", value, ofUuid)).toThrow(/^Invalid chatId: expected a UUID/);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, "42"])(
  "a path parameter may not be %o if a whole number is expected",
  (value) => {
    expect(() => assertPathParameter("page", value, ofNumber)).toThrow(
      /^Invalid page: expected a value of type integer/,
    );
  },
);
