import { expect, test } from "vitest";
import { conforms, type Schema, violation } from "./validate.js";

const text: Schema = { type: "string" };
const uuid: Schema = { type: "string", format: "uuid" };
const person: Schema = {
  type: "object",
  required: ["id"],
  properties: { id: uuid, nick: { type: ["string", "null"] } },
};
const ID = "550e8400-e29b-41d4-a716-446655440000";

test.each<[string, Schema, unknown]>([
  ["a string", text, ""],
  ["a whole number", { type: "integer" }, 7],
  ["a number with a fraction", { type: "number" }, 7.5],
  ["a boolean", { type: "boolean" }, false],
  ["a list", { type: "array", items: text }, ["a", "b"]],
  ["an empty list", { type: "array", items: text }, []],
  ["null if it is allowed", { type: ["string", "null"] }, null],
  ["any value if the schema asserts nothing", {}, undefined],
  ["a constant", { type: "string", const: "v3" }, "v3"],
  ["the boolean that is not excluded", { type: "boolean", not: { const: true } }, false],
  ["a UUID in capitals", uuid, ID.toUpperCase()],
  ["a date", { type: "string", format: "date" }, "2026-02-03"],
  ["a time with an offset and a fraction", { type: "string", format: "date-time" }, "2026-01-02T03:04:05.678+09:30"],
  ["null if a format applies to strings", { type: ["string", "null"], format: "uuid" }, null],
  ["an object with undescribed members", person, { id: ID, more: {} }],
  ["an object without its optional members", person, { id: ID }],
  ["a map", { type: "object", additionalProperties: text }, { a: "1", b: "2" }],
  ["all of several schemas", { allOf: [person, { required: ["nick"] }] }, { id: ID, nick: null }],
])("a value conforms to its schema: %s", (_, schema, value) => {
  expect(violation(schema, value)).toBeUndefined();
});

test.each<[Schema, unknown, string]>([
  [text, 7, "the body must be of type string, not number"],
  [text, undefined, "the body must be of type string, not undefined"],
  [{ type: "integer" }, 7.5, "the body must be of type integer, not number"],
  [{ type: "integer" }, Number.NaN, "the body must be of type integer, not number"],
  [{ type: "object" }, [], "the body must be of type object, not array"],
  [{ type: "object" }, null, "the body must be of type object, not null"],
  [{ type: ["string", "null"] }, false, "the body must be of type string or null, not boolean"],
  [{ type: "string", const: "v3" }, "v2", 'the body must be "v3"'],
  [{ type: "boolean", not: { const: true } }, true, "the body has a value that is not allowed"],
  [uuid, `${ID}0`, "the body must be a uuid"],
  [uuid, `urn:uuid:${ID}`, "the body must be a uuid"],
  [{ type: "string", format: "date" }, "2026-13-01", "the body must be a date"],
  [{ type: "string", format: "date-time" }, "2026-01-02T24:00:00Z", "the body must be a date-time"],
  [person, {}, "the body must have id"],
  [person, Object.create({ id: ID }), "the body must have id"],
  [person, { id: 7 }, "id must be of type string, not number"],
  [person, { id: ID, nick: 7 }, "nick must be of type string or null, not number"],
  [{ type: "array", items: person }, [{ id: ID }, { id: "x" }], "[1].id must be a uuid"],
  [
    { type: "object", properties: { list: { type: "array", items: text } } },
    { list: [7] },
    "list[0] must be of type string, not number",
  ],
  [{ type: "object", additionalProperties: text }, { "a secret": 7 }, "* must be of type string, not number"],
  [{ type: "object", properties: { a: uuid }, additionalProperties: text }, { a: "x" }, "a must be a uuid"],
  [{ allOf: [person, { required: ["nick"] }] }, { id: ID }, "the body must have nick"],
])("%j refuses %j: %s", (schema, value, message) => {
  expect(violation(schema, value)).toBe(message);
  expect(conforms(schema, value)).toBe(false);
});

const part: Schema = {
  discriminator: {
    propertyName: "type",
    mapping: {
      text: { type: "object", required: ["value"], properties: { value: text } },
      link: { type: "object", required: ["url"], properties: { url: text } },
    },
  },
};

test.each([
  ["selects one by the discriminator", { type: "text", value: "hello" }, undefined],
  ["refuses what breaks the selected one", { type: "link", value: "hello" }, "the body must have url"],
  ["accepts an undocumented value of the discriminator", { type: "voice" }, undefined],
  ["does not mistake an inherited name for one", { type: "toString" }, undefined],
  ["refuses a value without a discriminator", { value: "hello" }, "type must be of type string, not undefined"],
  ["refuses null", null, "type must be of type string, not undefined"],
])("a schema with alternatives %s", (_, value, message) => {
  expect(violation(part, value)).toBe(message);
});
