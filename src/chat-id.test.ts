import { describe, expect, test } from "vitest";
import { assertChatId } from "./chat-id.js";

const uuid = "550e8400-e29b-41d4-a716-446655440000";
const good = {
  "a version 4 UUID": uuid,
  "an upper-case UUID": uuid.toUpperCase(),
  "the nil UUID": "00000000-0000-0000-0000-000000000000",
  "the max UUID": "ffffffff-ffff-ffff-ffff-ffffffffffff",
};
const bad: Record<string, [value: unknown, shape: string]> = {
  "an empty string": ["", "an empty string"],
  "two dots": ["..", "a string of length 2 that is none"],
  "a path": ["a/b", "a string of length 3 that is none"],
  "percent-encoded dots": ["%2e%2e", "a string of length 6 that is none"],
  "a URN": [`urn:uuid:${uuid}`, "a string of length 45 that is none"],
  "a UUID with a line break": [`${uuid}\n`, "a string of length 37 that is none"],
  "a UUID after something": [`x${uuid}`, "a string of length 37 that is none"],
  "a UUID without hyphens": [uuid.replaceAll("-", ""), "a string of length 32 that is none"],
  "a UUID with a digit that is none": [uuid.replace("e", "g"), "a string of length 36 that is none"],
  "a lone surrogate": ["\ud800", "a string of length 1 that is none"],
  "10 kB": ["a".repeat(10_000), "a string of length 10000 that is none"],
  "a number": [42, "a value of type number"],
  "an object that prints as a UUID": [{ toString: () => uuid }, "a value of type object"],
  "a UUID in an array": [[uuid], "an array"],
  null: [null, "null"],
  undefined: [undefined, "undefined"],
};

describe("assertChatId", () => {
  test.each(Object.entries(good))("takes %s", (_, value) => {
    expect(() => assertChatId(value)).not.toThrow();
  });

  test.each(Object.entries(bad))("refuses %s and names its shape", (_, [value, shape]) => {
    expect(() => assertChatId(value)).toThrow(
      expect.objectContaining({
        name: "LinqInputError",
        message: `A chat id is a UUID such as 550e8400-e29b-41d4-a716-446655440000, not ${shape}`,
      }),
    );
  });
});
