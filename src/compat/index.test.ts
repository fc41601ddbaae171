import { describe, expect, test } from "vitest";
import { compareContracts, IncomparableError, type Level, type RuleName } from "./index.js";

type Json = Record<string, unknown>;

/** An API with one operation, which sends and receives a thing, and one event. */
const text = { type: "string" };
const thing = {
  type: "object",
  required: ["name"],
  properties: { name: text, size: { type: "integer", minimum: 1 } },
};
const refused = {
  type: "object",
  properties: { error: { type: "object", properties: { code: { type: "integer" } } } },
};
const json = (schema: unknown, examples?: Json) => ({ "application/json": { schema, ...(examples && { examples }) } });

interface Parts {
  root?: Json;
  operation?: Json;
  sent?: unknown;
  received?: unknown;
  event?: unknown;
  parameters?: Json[];
  headers?: Json;
  schemas?: Json;
}

function api({
  root,
  operation,
  sent = thing,
  received = thing,
  event = thing,
  parameters,
  headers,
  schemas,
}: Parts = {}) {
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1.2.3" },
    servers: [{ url: "https://things.example" }],
    security: [{ key: [] }],
    paths: {
      "/things/{id}": {
        post: {
          tags: ["Things"],
          operationId: "changeThing",
          "x-idempotent": true,
          parameters: [{ name: "id", in: "path", required: true, schema: text }, ...(parameters ?? [])],
          requestBody: { required: true, content: json(sent) },
          responses: {
            200: { description: "Done", headers: headers ?? {}, content: json(received) },
            400: { description: "No", content: json(refused, { wrong: { value: { error: { code: 7 } } } }) },
          },
          ...operation,
        },
      },
    },
    webhooks: {
      changed: {
        post: {
          operationId: "changed",
          security: [],
          requestBody: { content: json(event) },
          responses: { 200: { description: "" } },
        },
      },
    },
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } }, schemas: schemas ?? {} },
    ...root,
  };
}

const withMember = (member: unknown, required = false) => ({
  ...thing,
  required: required ? ["name", "added"] : ["name"],
  properties: { ...thing.properties, added: member },
});
const closed = { ...thing, additionalProperties: false };
const either = (...types: string[]) => ({ oneOf: types.map((type) => ({ type })) });
const header = { name: "trace", in: "header", schema: text };
const code = (entry: Json) => ({ ...refused, properties: { code: { type: "integer", "x-error-codes": [entry] } } });

describe("a change", () => {
  test.each<[name: string, before: Parts, after: Parts, rules: RuleName[]]>([
    ["an optional member is added to a request", {}, { sent: withMember(text) }, ["member-added"]],
    ["a required member is added to a request", {}, { sent: withMember(text, true) }, ["accepts-less"]],
    ["a member is added to a response", {}, { received: withMember(text) }, ["member-added"]],
    [
      "a required member is added to an event",
      {},
      { event: withMember(text, true) },
      ["promises-more", "member-added"],
    ],
    [
      "a member is added to a closed response",
      { received: closed },
      { received: { ...withMember(text), additionalProperties: false } },
      ["promises-less"],
    ],
    ["a closed request is opened", { sent: closed }, {}, ["accepts-more"]],
    ["a closed event is opened", { event: closed }, {}, ["promises-less"]],
    [
      "a value is added to an enum in a request",
      { sent: { enum: ["a"] } },
      { sent: { enum: ["a", "b"] } },
      ["accepts-more"],
    ],
    [
      "a value is added to an enum in a response",
      { received: { enum: ["a"] } },
      { received: { enum: ["a", "b"] } },
      ["promises-less"],
    ],
    [
      "a const in a request becomes an enum that includes it",
      { sent: { const: "a" } },
      { sent: { enum: ["a", "b"] } },
      ["accepts-more", "no-promise"],
    ],
    [
      "one value of an enum is replaced",
      { sent: { enum: ["a", "b"] } },
      { sent: { enum: ["a", "c"] } },
      ["cannot-be-judged"],
    ],
    [
      "an alternative is added to a request",
      { sent: either("string") },
      { sent: either("string", "integer") },
      ["accepts-more"],
    ],
    [
      "an alternative is added to a response",
      { received: either("string") },
      { received: either("string", "integer") },
      ["promises-less"],
    ],
    [
      "alternatives are reordered",
      { received: either("string", "integer") },
      { received: either("integer", "string") },
      ["no-promise"],
    ],
    [
      "a listed value is removed from a request",
      { sent: { type: "string", "x-extensible-enum": ["a", "b"] } },
      { sent: { type: "string", "x-extensible-enum": ["a"] } },
      ["accepts-less"],
    ],
    [
      "a default of a request changes",
      { sent: { type: "integer", default: 1 } },
      { sent: { type: "integer", default: 2 } },
      ["accepts-less"],
    ],
    [
      "a keyword without a rule is added to a request",
      {},
      { sent: { ...thing, dependentRequired: { size: ["name"] } } },
      ["accepts-less"],
    ],
    [
      "a keyword without a rule changes",
      { received: { if: { type: "string" } } },
      { received: { if: { type: "null" } } },
      ["cannot-be-judged"],
    ],
    [
      "null is written as in OpenAPI 3.0",
      { received: { type: ["string", "null"] } },
      { received: { type: "string", nullable: true } },
      ["no-promise"],
    ],
    [
      "a component is renamed",
      { schemas: { A: thing }, received: { $ref: "#/components/schemas/A" } },
      { schemas: { B: thing }, received: { $ref: "#/components/schemas/B" } },
      ["name-changed", "name-added"],
    ],
    [
      "a keyword is added beside a reference",
      { schemas: { A: text }, sent: { $ref: "#/components/schemas/A" } },
      { schemas: { A: text }, sent: { $ref: "#/components/schemas/A", maxLength: 3 } },
      ["accepts-less"],
    ],
    ["an optional parameter is added", {}, { parameters: [header] }, ["parameter-added"]],
    ["a required parameter is added", {}, { parameters: [{ ...header, required: true }] }, ["accepts-less"]],
    [
      "a header name changes case",
      { parameters: [header] },
      { parameters: [{ ...header, name: "Trace" }] },
      ["no-promise"],
    ],
    [
      "the style of a parameter changes",
      { parameters: [header] },
      { parameters: [{ ...header, explode: true }] },
      ["cannot-be-judged"],
    ],
    [
      "a parameter moves to the path item",
      { parameters: [header] },
      { root: { paths: { "/things/{id}": { parameters: [header], ...api().paths["/things/{id}"] } } } },
      ["no-promise"],
    ],
    [
      "a response header is no longer promised",
      { headers: { trace: { required: true, schema: text } } },
      { headers: { trace: { schema: text } } },
      ["promises-less"],
    ],
    [
      "an operation is added",
      {},
      { root: { paths: { ...api().paths, "/more": { get: { responses: {} } } } } },
      ["operation-added"],
    ],
    ["an operation is deprecated", {}, { operation: { deprecated: true } }, ["deprecated"]],
    ["a callback is added to an operation", {}, { operation: { callbacks: { done: {} } } }, ["cannot-be-judged"]],
    ["a second tag is added to an operation", {}, { operation: { tags: ["Things", "More"] } }, ["name-added"]],
    ["an operation may no longer be repeated", {}, { operation: { "x-idempotent": false } }, ["idempotency-withdrawn"]],
    ["an operation may be repeated", { operation: { "x-idempotent": false } }, {}, ["idempotency-granted"]],
    [
      "a second server is added",
      {},
      { root: { servers: [{ url: "https://things.example" }, { url: "https://b.example" }] } },
      ["server-added"],
    ],
    [
      "the servers are reordered",
      { root: { servers: [{ url: "https://a" }, { url: "https://b" }] } },
      { root: { servers: [{ url: "https://b" }, { url: "https://a" }] } },
      ["server-removed"],
    ],
    [
      "a server is added to an operation",
      {},
      { operation: { servers: [{ url: "https://other.example" }] } },
      ["server-removed"],
    ],
    ["a second way to authenticate is added", {}, { root: { security: [{ key: [] }, {}] } }, ["credentials-relaxed"]],
    ["a scope is required", {}, { root: { security: [{ key: ["write"] }] } }, ["credentials-required"]],
    [
      "the wait of a code is lengthened",
      { received: code({ code: 1, wait: 3 }) },
      { received: code({ code: 1, wait: 4 }) },
      ["wait-longer"],
    ],
    [
      "the wait of a code is shortened",
      { received: code({ code: 1, wait: 4 }) },
      { received: code({ code: 1, wait: 3 }) },
      ["wait-shorter"],
    ],
    [
      "a description changes",
      {},
      { root: { info: { title: "Things", version: "1.2.3", description: "New" } } },
      ["no-promise"],
    ],
    ["only the version changes", {}, { root: { info: { title: "Things", version: "2.0.0" } } }, []],
  ])("a change is classified: %s", (_, before, after, rules) => {
    const found = compareContracts(api(before), api(after)).changes.map(({ rule }) => rule);
    expect([...new Set(found)]).toEqual(rules);
  });

  test("a change in a component that client and receiver share is reported once for both", () => {
    const schemas = { Thing: thing };
    const $ref = { $ref: "#/components/schemas/Thing" };
    const shared = { received: $ref, event: $ref };
    const after = { ...shared, schemas: { Thing: { ...thing, required: [] } } };

    expect(compareContracts(api({ ...shared, schemas }), api(after)).changes).toEqual([
      {
        level: "breaking",
        audiences: ["client", "webhook receiver"],
        rule: "promises-less",
        place: "#/components/schemas/Thing/required",
        message: "name is no longer required",
        reason: "You may receive something that you do not expect today.",
      },
    ]);
  });

  test("a change in a recursive schema is found", () => {
    const tree = (leaf: unknown) => ({
      schemas: { Tree: { type: "object", properties: { leaf, branch: { $ref: "#/components/schemas/Tree" } } } },
      received: { $ref: "#/components/schemas/Tree" },
    });
    const { changes } = compareContracts(api(tree(text)), api(tree({ type: "integer" })));
    expect(changes.map(({ place }) => place)).toEqual(["#/components/schemas/Tree/properties/leaf/type"]);
  });
});

describe("the version", () => {
  const changed: Record<Level, Parts> = {
    breaking: { received: { type: "array" } },
    additive: { parameters: [header] },
    neutral: { root: { tags: [] } },
  };
  const at = (version: string, parts: Parts = {}) => ({ ...api(parts), info: { title: "Things", version } });

  test.each<[string, Level, string | undefined]>([
    ["1.2.3", "breaking", "2.0.0"],
    ["1.2.3", "additive", "1.3.0"],
    ["1.2.3", "neutral", "1.2.4"],
    ["0.1.0", "breaking", "0.2.0"],
    ["0.1.0", "additive", "0.1.1"],
    ["0.1.0-beta.1", "neutral", "0.1.1"],
    ["v3", "breaking", undefined],
  ])("the version after %s and a change that is %s is %s", (version, level, next) => {
    expect(compareContracts(at(version), at(version, changed[level]))).toMatchObject({ level, nextVersion: next });
  });

  test.each<[string, string, Level, boolean]>([
    ["0.1.0", "0.1.9", "breaking", false],
    ["0.1.0", "0.2.0", "breaking", true],
    ["0.1.0", "0.10.0", "breaking", true],
    ["1.2.3", "1.9.0", "breaking", false],
    ["1.2.3", "2.0.0", "breaking", true],
    ["v3", "v4", "breaking", false],
    ["1.2.3", "1.2.3", "additive", true],
  ])("the version may go from %s to %s after a change that is %s: %s", (before, after, level, fits) => {
    expect(compareContracts(at(before), at(after, changed[level])).versionFits).toBe(fits);
  });
});

describe("refuses to compare", () => {
  const other = { info: { title: "Else", version: "1.0.0" }, servers: [], paths: { "/else": {} }, webhooks: {} };

  test.each<[string, unknown, string]>([
    ["a string", "Things", 'The new contract is not an OpenAPI document: it has no "openapi" version.'],
    ["Swagger", { swagger: "2.0" }, 'The new contract is not an OpenAPI document: it has no "openapi" version.'],
    [
      "an unknown version",
      { ...api(), openapi: "4.0.0" },
      "The new contract is OpenAPI 4.0.0; only 3.0 and 3.1 can be compared.",
    ],
    [
      "a document without a version",
      { ...api(), info: { title: "Things" } },
      "The new contract: #/info/version is missing, so this is not valid OpenAPI.",
    ],
    [
      "a reference to nothing",
      api({ sent: { $ref: "#/components/schemas/No" } }),
      "The new contract: it refers to #/components/schemas/No, which does not exist, so this is not valid OpenAPI.",
    ],
    [
      "a reference to another file",
      api({ sent: { $ref: "thing.yaml" } }),
      "The new contract: it refers to another file, thing.yaml. Bundle it first, for example with: npx @redocly/cli bundle",
    ],
    [
      "a reference to itself",
      api({ sent: { $ref: "#/components/schemas/A" }, schemas: { A: { $ref: "#/components/schemas/A" } } }),
      "#/components/schemas/A refers to itself via #/components/schemas/A, so this is not valid OpenAPI.",
    ],
    [
      "a parameter without a name",
      api({ parameters: [{ in: "query" }] }),
      "#/paths/~1things~1{id}/post/parameters/1/name must be a string, so this is not valid OpenAPI.",
    ],
    [
      "a list in place of an object",
      api({ operation: { responses: [] } }),
      "#/paths/~1things~1{id}/post/responses must be an object, so this is not valid OpenAPI.",
    ],
    [
      "an unknown security scheme",
      api({ root: { security: [{ no: [] }] } }),
      "#/security/0 names the security scheme no, which does not exist, so this is not valid OpenAPI.",
    ],
    [
      "a different API",
      { ...api(), ...other },
      "The two contracts describe different APIs: they share no title, no server and no operation.",
    ],
  ])("refuses to compare %s", (_, after, message) => {
    expect(() => compareContracts(api(), after)).toThrow(new IncomparableError(message));
  });
});
