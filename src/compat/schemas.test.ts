import { expect } from "vitest";
import { type ReportedChange, refused, testReported, text, thing } from "./api.test-helper.js";

const integer = { type: "integer" };
const withMember = (member: unknown, required = false) => ({
  ...thing,
  required: required ? ["name", "added"] : ["name"],
  properties: { ...thing.properties, added: member },
});
const withName = (keywords: object) => ({
  ...thing,
  properties: { ...thing.properties, name: { ...text, ...keywords } },
});
const closed = { ...thing, additionalProperties: false };
const either = (...types: string[]) => ({ oneOf: types.map((type) => ({ type })) });
const components = { A: { type: "object" }, B: { type: "object" } };
const chosen = (discriminator?: object) => ({
  schemas: components,
  received: {
    oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }],
    ...(discriminator && { discriminator }),
  },
});
const extended = (target: object, beside: object) => ({
  schemas: { A: target },
  sent: { $ref: "#/components/schemas/A", ...beside },
});
const code = (entry: object) => ({ ...refused, properties: { code: { type: "integer", "x-error-codes": [entry] } } });
const codes = (...list: object[]) => ({ received: { "x-error-codes": list } });

const changes: ReportedChange[] = [
  [
    "an optional member is added to a request",
    {},
    { sent: withMember(text) },
    ["member-added for client: sent/properties/added: the member added was added"],
    ["member-removed for client: sent/properties/added: the member added was removed"],
  ],
  [
    "a required member is added to a request",
    {},
    { sent: withMember(text, true) },
    [
      "accepts-less for client: sent/required: added is now required",
      "accepts-less for client: sent/properties/added: the member added, which is required, was added",
    ],
    [
      "member-removed for client: sent/properties/added: the member added was removed",
      "accepts-more for client: sent/required: added is no longer required",
    ],
  ],
  [
    "a member is added to a response",
    {},
    { received: withMember(text) },
    ["member-added for client: received/properties/added: the member added was added"],
    ["member-removed for client: received/properties/added: the member added was removed"],
  ],
  [
    "a required member is added to an event",
    {},
    { event: withMember(text, true) },
    [
      "promises-more for webhook receiver: event/required: added is now required",
      "member-added for webhook receiver: event/properties/added: the member added was added",
    ],
    [
      "promises-less for webhook receiver: event/required: added is no longer required",
      "member-removed for webhook receiver: event/properties/added: the member added was removed",
    ],
  ],
  [
    "a member is added to a closed response",
    { received: closed },
    { received: { ...withMember(text), additionalProperties: false } },
    ["promises-less for client: received/properties/added: the member added was added to a closed object"],
    ["member-removed for client: received/properties/added: the member added was removed"],
  ],
  [
    "a member of a response is no longer sent",
    {},
    { received: withName({ writeOnly: true }) },
    ["member-removed for client: received/properties/name/writeOnly: the member name is now writeOnly"],
    ["member-added for client: received/properties/name/writeOnly: the member name is no longer writeOnly"],
  ],
  [
    "a required member of a request is no longer accepted",
    {},
    { sent: withName({ readOnly: true }) },
    ["member-removed for client: sent/properties/name/readOnly: the member name is now readOnly"],
    [
      "accepts-less for client: sent/properties/name/readOnly: the member name, which is required, is no longer readOnly",
    ],
  ],
  [
    "an optional member of a request is no longer accepted",
    { sent: withMember(text) },
    { sent: withMember({ ...text, readOnly: true }) },
    ["member-removed for client: sent/properties/added/readOnly: the member added is now readOnly"],
    ["member-added for client: sent/properties/added/readOnly: the member added is no longer readOnly"],
  ],
  [
    "a member of a closed response is no longer sent",
    { received: closed },
    { received: { ...withName({ writeOnly: true }), additionalProperties: false } },
    ["member-removed for client: received/properties/name/writeOnly: the member name is now writeOnly"],
    ["promises-less for client: received/properties/name/writeOnly: the member name is no longer writeOnly"],
  ],
  [
    "a member of a request is never received",
    {},
    { sent: withName({ writeOnly: true }) },
    ["no-promise for nobody: sent/properties/name/writeOnly: writeOnly changed"],
    ["no-promise for nobody: sent/properties/name/writeOnly: writeOnly changed"],
  ],
  [
    "a member of a response cannot be sent",
    {},
    { received: withName({ readOnly: true }) },
    ["no-promise for nobody: received/properties/name/readOnly: readOnly changed"],
    ["no-promise for nobody: received/properties/name/readOnly: readOnly changed"],
  ],
  [
    "the items of a list are no longer sent",
    { received: { items: text } },
    { received: { items: { ...text, writeOnly: true } } },
    ["cannot-be-judged for client: received/items/writeOnly: writeOnly true was added"],
    ["cannot-be-judged for client: received/items/writeOnly: writeOnly true was removed"],
  ],
  [
    "writeOnly: false is written out for a member of a response",
    {},
    { received: withName({ writeOnly: false }) },
    ["no-promise for nobody: received/properties/name/writeOnly: writeOnly changed"],
    ["no-promise for nobody: received/properties/name/writeOnly: writeOnly changed"],
  ],
  [
    "a closed request is opened",
    { sent: closed },
    {},
    ["accepts-more for client: sent/additionalProperties: additionalProperties false was removed"],
    ["accepts-less for client: sent/additionalProperties: additionalProperties false was added"],
  ],
  [
    "a closed event is opened",
    { event: closed },
    {},
    ["promises-less for webhook receiver: event/additionalProperties: additionalProperties false was removed"],
    ["promises-more for webhook receiver: event/additionalProperties: additionalProperties false was added"],
  ],
  [
    "a value is added to an enum in a request",
    { sent: { enum: ["a"] } },
    { sent: { enum: ["a", "b"] } },
    ['accepts-more for client: sent/enum: enum changed from "a" to ["a","b"]'],
    ['accepts-less for client: sent/enum: enum changed from ["a","b"] to "a"'],
  ],
  [
    "a value is added to an enum in a response",
    { received: { enum: ["a"] } },
    { received: { enum: ["a", "b"] } },
    ['promises-less for client: received/enum: enum changed from "a" to ["a","b"]'],
    ['promises-more for client: received/enum: enum changed from ["a","b"] to "a"'],
  ],
  [
    "a const under not becomes an enum of the same value",
    { received: { not: { const: true } } },
    { received: { not: { enum: [true] } } },
    [
      "no-promise for nobody: received/not/const: const changed",
      "no-promise for nobody: received/not/enum: enum changed",
    ],
    [
      "no-promise for nobody: received/not/enum: enum changed",
      "no-promise for nobody: received/not/const: const changed",
    ],
  ],
  [
    "an enum of one value deep under not becomes a const",
    { sent: { not: { anyOf: [{ properties: { const: { enum: ["a"] } } }] } } },
    { sent: { not: { anyOf: [{ properties: { const: { const: "a" } } }] } } },
    ["no-promise for nobody: sent/not/anyOf: anyOf changed"],
    ["no-promise for nobody: sent/not/anyOf: anyOf changed"],
  ],
  [
    "a const under not becomes an enum of another value",
    { received: { not: { const: true } } },
    { received: { not: { enum: [false] } } },
    ['cannot-be-judged for client: received/not: not changed from {"enum":[true]} to {"enum":[false]}'],
    ['cannot-be-judged for client: received/not: not changed from {"enum":[false]} to {"enum":[true]}'],
  ],
  [
    "a value named const in an enum under not changes",
    { received: { not: { enum: [{ const: 1 }] } } },
    { received: { not: { enum: [{ enum: [1] }] } } },
    ['cannot-be-judged for client: received/not: not changed from {"enum":[{"const":1}]} to {"enum":[{"enum":[1]}]}'],
    ['cannot-be-judged for client: received/not: not changed from {"enum":[{"enum":[1]}]} to {"enum":[{"const":1}]}'],
  ],
  [
    "a const in a request becomes an enum that includes it",
    { sent: { const: "a" } },
    { sent: { enum: ["a", "b"] } },
    [
      'accepts-more for client: sent/enum: enum changed from "a" to ["a","b"]',
      "no-promise for nobody: sent/const: const changed",
    ],
    [
      'accepts-less for client: sent/enum: enum changed from ["a","b"] to "a"',
      "no-promise for nobody: sent/const: const changed",
    ],
  ],
  [
    "one value of an enum is replaced",
    { sent: { enum: ["a", "b"] } },
    { sent: { enum: ["a", "c"] } },
    ['cannot-be-judged for client: sent/enum: enum changed from ["a","b"] to ["a","c"]'],
    ['cannot-be-judged for client: sent/enum: enum changed from ["a","c"] to ["a","b"]'],
  ],
  [
    "an alternative is added to a request",
    { sent: either("string") },
    { sent: either("string", "integer") },
    ["accepts-more for client: sent/oneOf/1: was added to oneOf"],
    ["accepts-less for client: sent/oneOf/1: was removed from oneOf"],
  ],
  [
    "an alternative is added to a response",
    { received: either("string") },
    { received: either("string", "integer") },
    ["promises-less for client: received/oneOf/1: was added to oneOf"],
    ["promises-more for client: received/oneOf/1: was removed from oneOf"],
  ],
  [
    "alternatives are reordered",
    { received: either("string", "integer") },
    { received: either("integer", "string") },
    ["no-promise for nobody: received/oneOf: oneOf changed"],
    ["no-promise for nobody: received/oneOf: oneOf changed"],
  ],
  [
    "a keyword without a rule is added to a request",
    {},
    { sent: { ...thing, dependentRequired: { size: ["name"] } } },
    ['accepts-less for client: sent/dependentRequired: dependentRequired {"size":["name"]} was added'],
    ['accepts-more for client: sent/dependentRequired: dependentRequired {"size":["name"]} was removed'],
  ],
  [
    "a keyword without a rule changes",
    { received: { if: { type: "string" } } },
    { received: { if: { type: "null" } } },
    ['cannot-be-judged for client: received/if: if changed from {"type":["string"]} to {"type":["null"]}'],
    ['cannot-be-judged for client: received/if: if changed from {"type":["null"]} to {"type":["string"]}'],
  ],
  [
    "null is written as in OpenAPI 3.0",
    { received: { type: ["string", "null"] } },
    { received: { type: "string", nullable: true } },
    [
      "no-promise for nobody: received/type: type changed",
      "no-promise for nobody: received/nullable: nullable changed",
    ],
    [
      "no-promise for nobody: received/type: type changed",
      "no-promise for nobody: received/nullable: nullable changed",
    ],
  ],
  ...["constructor", "valueOf"].map(
    (keyword): ReportedChange => [
      `a keyword that every object inherits: ${keyword}`,
      {},
      { sent: { ...thing, [keyword]: 1 } },
      [`accepts-less for client: sent/${keyword}: ${keyword} 1 was added`],
      [`accepts-more for client: sent/${keyword}: ${keyword} 1 was removed`],
    ],
  ),
  [
    "a keyword beside a reference",
    { schemas: { A: text }, sent: { $ref: "#/components/schemas/A" } },
    { schemas: { A: text }, sent: { $ref: "#/components/schemas/A", maxLength: 3 } },
    ["accepts-less for client: sent/maxLength: maxLength 3 was added"],
    ["accepts-more for client: sent/maxLength: maxLength 3 was removed"],
  ],
  [
    "a keyword of a reference's target that is also beside the reference",
    extended({ maxLength: 5 }, { maxLength: 9 }),
    extended({ maxLength: 3 }, { maxLength: 9 }),
    ["accepts-less for client: #/components/schemas/A/maxLength: maxLength changed from 5 to 3"],
    ["accepts-more for client: #/components/schemas/A/maxLength: maxLength changed from 3 to 5"],
  ],
  [
    "a keyword beside a reference whose target has it too",
    extended({ maxLength: 9 }, { maxLength: 5 }),
    extended({ maxLength: 9 }, { maxLength: 3 }),
    [
      "accepts-less for client: sent/allOf/0/maxLength: maxLength changed from 5 to 3",
      "no-promise for nobody: sent/maxLength: maxLength changed",
    ],
    [
      "accepts-more for client: sent/allOf/0/maxLength: maxLength changed from 3 to 5",
      "no-promise for nobody: sent/maxLength: maxLength changed",
    ],
  ],
  [
    "the required members of a reference's target, with others beside the reference",
    extended({ required: ["a"] }, { required: ["b"] }),
    extended({ required: ["a", "c"] }, { required: ["b"] }),
    ["accepts-less for client: #/components/schemas/A/required: c is now required"],
    ["accepts-more for client: #/components/schemas/A/required: c is no longer required"],
  ],
  [
    "a member of a reference's target, with others beside the reference",
    extended({ properties: { a: text, b: text } }, { properties: { c: text } }),
    extended({ properties: { a: text } }, { properties: { c: text } }),
    ["member-removed for client: #/components/schemas/A/properties/b: the member b was removed"],
    ["member-added for client: #/components/schemas/A/properties/b: the member b was added"],
  ],
  [
    "a member of a reference's target that is also beside the reference",
    extended({ properties: { a: { minLength: 1 } } }, { properties: { a: text } }),
    extended({ properties: { a: { minLength: 2 } } }, { properties: { a: text } }),
    ["accepts-less for client: #/components/schemas/A/properties/a/minLength: minLength changed from 1 to 2"],
    ["accepts-more for client: #/components/schemas/A/properties/a/minLength: minLength changed from 2 to 1"],
  ],
  [
    "a keyword beside a reference in what is compared by value",
    { schemas: { A: text }, sent: { not: { $ref: "#/components/schemas/A", maxLength: 3 } } },
    { schemas: { A: text }, sent: { not: { $ref: "#/components/schemas/A", maxLength: 5 } } },
    [
      'cannot-be-judged for client: sent/not: not changed from {"maxLength":3,"type":["string"]} to {"maxLength":5,"type":["string"]}',
    ],
    [
      'cannot-be-judged for client: sent/not: not changed from {"maxLength":5,"type":["string"]} to {"maxLength":3,"type":["string"]}',
    ],
  ],
  [
    "a bound",
    { sent: { minimum: 1 } },
    { sent: { minimum: 2 } },
    ["accepts-less for client: sent/minimum: minimum changed from 1 to 2"],
    ["accepts-more for client: sent/minimum: minimum changed from 2 to 1"],
  ],
  [
    "an upper bound",
    { sent: { maxLength: 2 } },
    { sent: { maxLength: 1 } },
    ["accepts-less for client: sent/maxLength: maxLength changed from 2 to 1"],
    ["accepts-more for client: sent/maxLength: maxLength changed from 1 to 2"],
  ],
  [
    "a bound that is added",
    { received: {} },
    { received: { maximum: 1 } },
    ["promises-more for client: received/maximum: maximum 1 was added"],
    ["promises-less for client: received/maximum: maximum 1 was removed"],
  ],
  [
    "unique items",
    { sent: { uniqueItems: false } },
    { sent: { uniqueItems: true } },
    ["accepts-less for client: sent/uniqueItems: uniqueItems changed from false to true"],
    ["accepts-more for client: sent/uniqueItems: uniqueItems changed from true to false"],
  ],
  [
    "a pattern that loses an anchor",
    { sent: { pattern: "^a$" } },
    { sent: { pattern: "^a" } },
    ['accepts-more for client: sent/pattern: pattern changed from "^a$" to "^a"'],
    ['accepts-less for client: sent/pattern: pattern changed from "^a" to "^a$"'],
  ],
  [
    "a pattern that loses its first anchor",
    { sent: { pattern: "^a$" } },
    { sent: { pattern: "a$" } },
    ['accepts-more for client: sent/pattern: pattern changed from "^a$" to "a$"'],
    ['accepts-less for client: sent/pattern: pattern changed from "a$" to "^a$"'],
  ],
  [
    "a pattern that loses both anchors",
    { sent: { pattern: "^a$" } },
    { sent: { pattern: "a" } },
    ['accepts-more for client: sent/pattern: pattern changed from "^a$" to "a"'],
    ['accepts-less for client: sent/pattern: pattern changed from "a" to "^a$"'],
  ],
  [
    "a pattern with an escaped dollar",
    { sent: { pattern: "a\\$" } },
    { sent: { pattern: "a\\" } },
    ['cannot-be-judged for client: sent/pattern: pattern changed from "a\\\\$" to "a\\\\"'],
    ['cannot-be-judged for client: sent/pattern: pattern changed from "a\\\\" to "a\\\\$"'],
  ],
  [
    "a different pattern",
    { sent: { pattern: "a" } },
    { sent: { pattern: "b" } },
    ['cannot-be-judged for client: sent/pattern: pattern changed from "a" to "b"'],
    ['cannot-be-judged for client: sent/pattern: pattern changed from "b" to "a"'],
  ],
  [
    "a type that includes the other",
    { sent: { type: "number" } },
    { sent: { type: "integer" } },
    ['accepts-less for client: sent/type: type changed from "number" to "integer"'],
    ['accepts-more for client: sent/type: type changed from "integer" to "number"'],
  ],
  [
    "a different type",
    { sent: { type: "string" } },
    { sent: { type: ["integer", "null"] } },
    ['cannot-be-judged for client: sent/type: type changed from "string" to ["integer","null"]'],
    ['cannot-be-judged for client: sent/type: type changed from ["integer","null"] to "string"'],
  ],
  [
    "a schema",
    { sent: true },
    { sent: text },
    ["accepts-less for client: sent: the schema was added"],
    ["accepts-more for client: sent: the schema was removed"],
  ],
  [
    "nothing allowed",
    { sent: text },
    { sent: false },
    [
      "accepts-less for client: sent/not: not {} was added",
      'accepts-more for client: sent/type: type "string" was removed',
    ],
    [
      'accepts-less for client: sent/type: type "string" was added',
      "accepts-more for client: sent/not: not {} was removed",
    ],
  ],
  [
    "a long value",
    { sent: { const: "x" } },
    { sent: { const: "x".repeat(100) } },
    [
      'cannot-be-judged for client: sent/enum: enum changed from "x" to "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…',
      "no-promise for nobody: sent/const: const changed",
    ],
    [
      'cannot-be-judged for client: sent/enum: enum changed from "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… to "x"',
      "no-promise for nobody: sent/const: const changed",
    ],
  ],
  [
    "the items of a list",
    { sent: { items: text } },
    { sent: { items: integer } },
    ['cannot-be-judged for client: sent/items/type: type changed from "string" to "integer"'],
    ['cannot-be-judged for client: sent/items/type: type changed from "integer" to "string"'],
  ],
  [
    "whether a list may have items",
    { sent: { items: false } },
    { sent: { items: text } },
    ['accepts-more for client: sent/items: items changed from false to {"type":"string"}'],
    ['accepts-less for client: sent/items: items changed from {"type":"string"} to false'],
  ],
  [
    "other members",
    { received: { additionalProperties: text } },
    { received: { additionalProperties: {} } },
    ['promises-less for client: received/additionalProperties/type: type "string" was removed'],
    ['promises-more for client: received/additionalProperties/type: type "string" was added'],
  ],
  [
    "an allOf",
    { sent: { allOf: [text] } },
    { sent: { allOf: [text, { minLength: 1 }] } },
    ["accepts-less for client: sent/allOf/1/minLength: minLength 1 was added"],
    ["accepts-more for client: sent/allOf/1/minLength: minLength 1 was removed"],
  ],
  [
    "the first allOf",
    { sent: {} },
    { sent: { allOf: [text] } },
    ['accepts-less for client: sent/allOf/0/type: type "string" was added'],
    ['accepts-more for client: sent/allOf/0/type: type "string" was removed'],
  ],
  [
    "a reference is wrapped in allOf to describe it",
    { schemas: { A: closed }, sent: { $ref: "#/components/schemas/A" } },
    { schemas: { A: closed }, sent: { description: "A thing", allOf: [{ $ref: "#/components/schemas/A" }] } },
    [
      "no-promise for nobody: sent/description: description changed",
      "no-promise for nobody: sent/allOf: allOf changed",
    ],
    [
      "no-promise for nobody: sent/description: description changed",
      "no-promise for nobody: sent/allOf: allOf changed",
    ],
  ],
  [
    "the members are split into two parts",
    {},
    {
      sent: {
        type: "object",
        allOf: [
          { type: "object", properties: { name: text, size: thing.properties.size } },
          { allOf: [{ title: "The rest", properties: { name: text } }, { required: ["name"] }] },
        ],
      },
    },
    [
      "no-promise for nobody: sent/required: required changed",
      "no-promise for nobody: sent/properties: properties changed",
      "no-promise for nobody: sent/allOf: allOf changed",
    ],
    [
      "no-promise for nobody: sent/allOf: allOf changed",
      "no-promise for nobody: sent/required: required changed",
      "no-promise for nobody: sent/properties: properties changed",
    ],
  ],
  [
    "a member is added to a reference by allOf",
    { schemas: { A: thing }, sent: { $ref: "#/components/schemas/A" } },
    {
      schemas: { A: thing },
      sent: { allOf: [{ $ref: "#/components/schemas/A" }, { required: ["added"], properties: { added: text } }] },
    },
    [
      "accepts-less for client: sent/allOf/1/required: added is now required",
      "accepts-less for client: sent/allOf/1/properties/added: the member added, which is required, was added",
    ],
    [
      "member-removed for client: sent/allOf/1/properties/added: the member added was removed",
      "accepts-more for client: sent/allOf/1/required: added is no longer required",
    ],
  ],
  [
    "a member of a part of allOf",
    { received: { allOf: [thing, { properties: { added: text } }] } },
    { received: { allOf: [thing, { properties: { added: { type: "integer" } } }] } },
    ['cannot-be-judged for client: received/allOf/1/properties/added/type: type changed from "string" to "integer"'],
    ['cannot-be-judged for client: received/allOf/1/properties/added/type: type changed from "integer" to "string"'],
  ],
  [
    "a part of allOf excludes null",
    { sent: { type: "object", nullable: true } },
    { sent: { allOf: [{ type: "object", nullable: true }, { type: "object" }] } },
    [
      'accepts-less for client: sent/allOf/1/type: type changed from ["object","null"] to "object"',
      "no-promise for nobody: sent/type: type changed",
      "no-promise for nobody: sent/nullable: nullable changed",
    ],
    [
      'accepts-more for client: sent/type: type changed from "object" to ["object","null"]',
      "no-promise for nobody: sent/allOf: allOf changed",
      "no-promise for nobody: sent/nullable: nullable changed",
    ],
  ],
  [
    "a part of allOf excludes fractions",
    { sent: { allOf: [{ type: ["number", "null"] }] } },
    { sent: { allOf: [{ type: ["number", "null"] }, { type: "integer" }] } },
    ['accepts-less for client: sent/allOf/1/type: type changed from ["number","null"] to "integer"'],
    ['accepts-more for client: sent/allOf/0/type: type changed from "integer" to ["number","null"]'],
  ],
  [
    "a member of a response is no longer sent, according to a part of allOf",
    { received: { properties: { name: { allOf: [text] } } } },
    { received: { properties: { name: { allOf: [{ ...text, writeOnly: true }] } } } },
    ["member-removed for client: received/properties/name/allOf/0/writeOnly: the member name is now writeOnly"],
    ["member-added for client: received/properties/name/allOf/0/writeOnly: the member name is no longer writeOnly"],
  ],
  [
    "a member of a component moves to another part of allOf",
    { schemas: { A: thing }, sent: { allOf: [{ $ref: "#/components/schemas/A" }, { type: "object" }] } },
    {
      schemas: { A: { ...thing, properties: { name: text } } },
      sent: {
        allOf: [{ $ref: "#/components/schemas/A" }, { type: "object", properties: { size: thing.properties.size } }],
      },
    },
    [
      "member-removed for client: #/components/schemas/A/properties/size: the member size was removed",
      "no-promise for nobody: sent/allOf: allOf changed",
    ],
    [
      "member-added for client: #/components/schemas/A/properties/size: the member size was added",
      "no-promise for nobody: sent/allOf: allOf changed",
    ],
  ],
  [
    "a component is no longer a part of itself",
    {
      schemas: { A: { allOf: [text, { $ref: "#/components/schemas/A" }] }, B: { maxLength: 5 } },
      received: { $ref: "#/components/schemas/A" },
    },
    {
      schemas: { A: { allOf: [text, { $ref: "#/components/schemas/B" }] }, B: { maxLength: 5 } },
      received: { $ref: "#/components/schemas/A" },
    },
    [
      "promises-less for client: #/components/schemas/A/allOf/0: was removed from allOf",
      "promises-less for client: #/components/schemas/A: was removed from allOf",
      "promises-more for client: #/components/schemas/B/maxLength: maxLength 5 was added",
    ],
    [
      "promises-less for client: #/components/schemas/A/maxLength: maxLength 5 was removed",
      "promises-more for client: #/components/schemas/A/allOf/0: was added to allOf",
      "promises-more for client: #/components/schemas/A: was added to allOf",
    ],
  ],
  [
    "a schema that is a part of itself",
    { schemas: { A: { allOf: [{ $ref: "#/components/schemas/A" }, text] } }, sent: { $ref: "#/components/schemas/A" } },
    {
      schemas: { A: { allOf: [{ $ref: "#/components/schemas/A" }, { type: "integer" }] } },
      sent: { $ref: "#/components/schemas/A" },
    },
    ['cannot-be-judged for client: #/components/schemas/A/allOf/1/type: type changed from "string" to "integer"'],
    ['cannot-be-judged for client: #/components/schemas/A/allOf/1/type: type changed from "integer" to "string"'],
  ],
  ...(
    [
      ["a closed object", { additionalProperties: false }, { properties: { added: text } }],
      ["a bound that OpenAPI 3.0 includes or excludes", { minimum: 1 }, { exclusiveMinimum: true }],
      ["OpenAPI 3.0's null", text, { nullable: true }],
      ["two values of a keyword", { maxLength: 5 }, { maxLength: 9 }],
      ["two schemas of a member", { properties: { added: text } }, { properties: { added: { minLength: 1 } } }],
      ["types that exclude each other", text, { type: "integer" }],
      ["a keyword without a rule", text, { unknown: 1 }],
      ["two defaults", { default: 1 }, { default: 2 }],
      ["a part that allows nothing", text, false],
    ] as const
  ).map(
    ([what, one, other]): ReportedChange => [
      `the parts of allOf do not become one schema: ${what}`,
      { sent: { ...one, ...(other || { not: {} }) } },
      { sent: { allOf: [one, other] } },
      expect.arrayContaining(["accepts-less for client: sent/allOf/1: was added to allOf"]),
      expect.arrayContaining([
        expect.stringMatching(/^(accepts-more|cannot-be-judged) for client: sent\/allOf\/1: was removed from allOf$/),
      ]),
    ],
  ),
  [
    "a part of allOf that the other parts contradict, with members",
    { sent: { allOf: [closed, { properties: { added: text } }] } },
    { sent: { allOf: [closed] } },
    ["cannot-be-judged for client: sent/allOf/1: was removed from allOf"],
    ["accepts-less for client: sent/allOf/1: was added to allOf"],
  ],
  [
    "an anyOf",
    { sent: {} },
    { sent: { anyOf: [text] } },
    ["accepts-less for client: sent/anyOf/0: was added to anyOf"],
    ["accepts-more for client: sent/anyOf/0: was removed from anyOf"],
  ],
  [
    "an alternative that changes",
    { sent: { anyOf: [text, integer] } },
    { sent: { anyOf: [integer, { minimum: 1 }] } },
    [
      "accepts-less for client: sent/anyOf/1/minimum: minimum 1 was added",
      'accepts-more for client: sent/anyOf/1/type: type "string" was removed',
    ],
    [
      'accepts-less for client: sent/anyOf/0/type: type "string" was added',
      "accepts-more for client: sent/anyOf/0/minimum: minimum 1 was removed",
    ],
  ],
  [
    "components in a different order",
    { schemas: components, sent: { oneOf: [{ $ref: "#/components/schemas/A" }, { $ref: "#/components/schemas/B" }] } },
    {
      schemas: { ...components, B: thing },
      sent: { oneOf: [{ $ref: "#/components/schemas/B" }, { $ref: "#/components/schemas/A" }] },
    },
    [
      "accepts-less for client: #/components/schemas/B/required: name is now required",
      "accepts-less for client: #/components/schemas/B/properties/name: the member name, which is required, was added",
      "member-added for client: #/components/schemas/B/properties/size: the member size was added",
      "no-promise for nobody: sent/oneOf: oneOf changed",
    ],
    [
      "member-removed for client: #/components/schemas/B/properties/name: the member name was removed",
      "member-removed for client: #/components/schemas/B/properties/size: the member size was removed",
      "accepts-more for client: #/components/schemas/B/required: name is no longer required",
      "no-promise for nobody: sent/oneOf: oneOf changed",
    ],
  ],
  [
    "a discriminator",
    chosen(),
    chosen({ propertyName: "kind" }),
    ["discriminator-added for client: received/discriminator: a discriminator was added"],
    ['discriminator-changed for client: received/discriminator: the discriminating member "kind" was removed'],
  ],
  [
    "a discriminating member",
    chosen({ propertyName: "kind" }),
    chosen({ propertyName: "type" }),
    [
      'discriminator-changed for client: received/discriminator: the discriminating member changed from "kind" to "type"',
    ],
    [
      'discriminator-changed for client: received/discriminator: the discriminating member changed from "type" to "kind"',
    ],
  ],
  [
    "a mapping",
    chosen({ propertyName: "kind", mapping: { a: "#/components/schemas/A" } }),
    chosen({ propertyName: "kind", mapping: { a: "#/components/schemas/B", b: "#/components/schemas/A" } }),
    [
      'discriminator-changed for client: received/discriminator: discriminator value "a": alternative changed from "A" to "B"',
      'discriminator-changed for client: received/discriminator: discriminator value "B": alternative "B" was removed',
    ],
    [
      'discriminator-changed for client: received/discriminator: discriminator value "a": alternative changed from "B" to "A"',
      'discriminator-changed for client: received/discriminator: discriminator value "b": alternative "A" was removed',
    ],
  ],
  [
    "a mapping to the component's name",
    chosen({ propertyName: "kind" }),
    chosen({ propertyName: "kind", mapping: { a: "#/components/schemas/A" } }),
    ['discriminator-changed for client: received/discriminator: discriminator value "A": alternative "A" was removed'],
    ['discriminator-changed for client: received/discriminator: discriminator value "a": alternative "A" was removed'],
  ],
  [
    "a deprecated member",
    {},
    { sent: { ...thing, deprecated: true } },
    ["deprecated for client: sent/deprecated: was deprecated"],
    ["no-promise for nobody: sent/deprecated: deprecated changed"],
  ],
  [
    "a default",
    { sent: { default: 1 } },
    { sent: {} },
    ["default-changed for client: sent/default: default 1 was removed"],
    ["no-promise for nobody: sent/default: default changed"],
  ],
  [
    "a default of a response",
    { received: { default: 1 } },
    { received: { default: 2 } },
    ["no-promise for nobody: received/default: default changed"],
    ["no-promise for nobody: received/default: default changed"],
  ],
  [
    "a listed value",
    { received: { "x-extensible-enum": ["a"] } },
    { received: { "x-extensible-enum": ["a", "b"] } },
    ['value-added for client: received/x-extensible-enum: the value "b" was added'],
    ["no-promise for nobody: received/x-extensible-enum: x-extensible-enum changed"],
  ],
  [
    "a listed value of a request",
    { sent: { "x-extensible-enum": ["a"] } },
    { sent: { "x-extensible-enum": ["a", "b"] } },
    ['value-added for client: sent/x-extensible-enum: the value "b" was added'],
    ['accepts-less for client: sent/x-extensible-enum: the value "b" was removed'],
  ],
  [
    "annotations",
    {},
    { sent: { ...thing, title: "a", description: "b", examples: [], "x-note": 1 } },
    [
      "no-promise for nobody: sent/title: title changed",
      "no-promise for nobody: sent/description: description changed",
      "no-promise for nobody: sent/examples: examples changed",
      "no-promise for nobody: sent/x-note: x-note changed",
    ],
    [
      "no-promise for nobody: sent/title: title changed",
      "no-promise for nobody: sent/description: description changed",
      "no-promise for nobody: sent/examples: examples changed",
      "no-promise for nobody: sent/x-note: x-note changed",
    ],
  ],
  [
    "the wait for a code is lengthened",
    { received: code({ code: 1, wait: 3 }) },
    { received: code({ code: 1, wait: 4 }) },
    ["wait-longer for retries: received/properties/code/x-error-codes/0: code 1: wait changed from 3 to 4"],
    ["wait-shorter for retries: received/properties/code/x-error-codes/0: code 1: wait changed from 4 to 3"],
  ],
  [
    "an error code",
    codes({ code: 1 }),
    codes({ code: 1 }, { code: "1" }, {}),
    ['error-code-added for retries: received/x-error-codes/1: the code "1" was added'],
    ['error-code-removed for retries: received/x-error-codes/1: the code "1" was removed'],
  ],
  [
    "what is known about a code",
    codes({ code: 1 }),
    codes({ code: 1, status: 400, retry: "never" }),
    [
      "error-code-added for retries: received/x-error-codes/0: code 1: status 400 was added",
      'error-code-added for retries: received/x-error-codes/0: code 1: retry "never" was added',
    ],
    [
      "error-code-changed for retries: received/x-error-codes/0: code 1: status 400 was removed",
      'error-code-changed for retries: received/x-error-codes/0: code 1: retry "never" was removed',
    ],
  ],
  [
    "the rule for a code",
    codes({ code: 1, status: 400, retry: "never" }),
    codes({ code: 1, status: 409, retry: "after" }),
    [
      "error-code-changed for retries: received/x-error-codes/0: code 1: status changed from 400 to 409",
      'error-code-changed for retries: received/x-error-codes/0: code 1: retry changed from "never" to "after"',
    ],
    [
      "error-code-changed for retries: received/x-error-codes/0: code 1: status changed from 409 to 400",
      'error-code-changed for retries: received/x-error-codes/0: code 1: retry changed from "after" to "never"',
    ],
  ],
  [
    "a wait",
    codes({ code: 1 }),
    codes({ code: 1, wait: 3 }),
    ["wait-longer for retries: received/x-error-codes/0: code 1: wait 3 was added"],
    ["no-promise for nobody: received/x-error-codes: x-error-codes changed"],
  ],
  [
    "a wait that is not a number",
    codes({ code: 1, wait: 3 }),
    codes({ code: 1, wait: "long" }),
    ['error-code-changed for retries: received/x-error-codes/0: code 1: wait changed from 3 to "long"'],
    ['error-code-changed for retries: received/x-error-codes/0: code 1: wait changed from "long" to 3'],
  ],
];

testReported(changes);
