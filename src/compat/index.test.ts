import { describe, expect, test } from "vitest";
import { api, type Parts, type ReportedChange, testReported, text, thing } from "./api.test-helper.js";
import { compareContracts, IncomparableError, type Level } from "./index.js";

const header = { name: "trace", in: "header", schema: text };

const info = { title: "Things", version: "1.2.3" };
const components = { A: { type: "object" }, B: { type: "object" } };
const changes: ReportedChange[] = [
  [
    "a component is renamed",
    { schemas: { A: thing }, received: { $ref: "#/components/schemas/A" } },
    { schemas: { B: thing }, received: { $ref: "#/components/schemas/B" } },
    [
      "name-changed for client: #/components/schemas/A: the type A was removed",
      "name-added for client: #/components/schemas/B: the type B was added",
    ],
    [
      "name-changed for client: #/components/schemas/B: the type B was removed",
      "name-added for client: #/components/schemas/A: the type A was added",
    ],
  ],
  ["only the version changes", {}, { root: { info: { title: "Things", version: "2.0.0" } } }, [], []],
  [
    "OpenAPI",
    {},
    { root: { openapi: "3.0.3" } },
    ["openapi-version for client: #/openapi: OpenAPI 3.1 became 3.0"],
    ["openapi-version for client: #/openapi: OpenAPI 3.0 became 3.1"],
  ],
  [
    "a patch version of OpenAPI",
    {},
    { root: { openapi: "3.1.1" } },
    ["no-promise for nobody: #/openapi: openapi changed"],
    ["no-promise for nobody: #/openapi: openapi changed"],
  ],
  [
    "the dialect",
    {},
    { root: { jsonSchemaDialect: "http://json-schema.org/draft-07/schema#" } },
    [
      "dialect for client: #/jsonSchemaDialect: the dialect https://json-schema.org/draft/2020-12/schema became http://json-schema.org/draft-07/schema#",
    ],
    [
      "dialect for client: #/jsonSchemaDialect: the dialect http://json-schema.org/draft-07/schema# became https://json-schema.org/draft/2020-12/schema",
    ],
  ],
  [
    "the default dialect",
    {},
    { root: { jsonSchemaDialect: "https://spec.openapis.org/oas/3.1/dialect/base" } },
    ["no-promise for nobody: #/jsonSchemaDialect: jsonSchemaDialect changed"],
    ["no-promise for nobody: #/jsonSchemaDialect: jsonSchemaDialect changed"],
  ],
  [
    "a type's name",
    {},
    { schemas: { A: text } },
    ["name-added for client: #/components/schemas/A: the type A was added"],
    ["name-changed for client: #/components/schemas/A: the type A was removed"],
  ],
  [
    "a reference to an equal component",
    { schemas: components, sent: { $ref: "#/components/schemas/A" } },
    { schemas: components, sent: { $ref: "#/components/schemas/B" } },
    ["no-promise for nobody: sent/$ref: $ref changed"],
    ["no-promise for nobody: sent/$ref: $ref changed"],
  ],
  [
    "a description",
    {},
    { root: { info: { ...info, "x-a/b~c": 1 } } },
    ["no-promise for nobody: #/info/x-a~1b~0c: x-a~1b~0c changed"],
    ["no-promise for nobody: #/info/x-a~1b~0c: x-a~1b~0c changed"],
  ],
];

testReported(changes);

describe("a change", () => {
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

  test.each([
    ["with escapes", "#/components/schemas/a~1b~0c"],
    ["with percent-encoding", "#/components/schemas/a%7E1b%7E0c"],
  ])("a reference %s is followed", (_, $ref) => {
    const to = (target: object) => api({ sent: { $ref }, schemas: { "a/b~c": target } });
    expect(compareContracts(to(text), to({ type: "integer" })).level).toBe("breaking");
  });

  test("a $ref in an example is not a reference", () => {
    const after = api({ sent: { ...thing, example: { $ref: "nothing.yaml" } } });
    expect(compareContracts(api(), after).level).toBe("neutral");
  });

  test("breaking changes come first, and the comparison has the title and both versions", () => {
    const after = api({ parameters: [header], received: { type: "array" } });
    const { changes, ...rest } = compareContracts(api(), { ...after, info: { title: "New", version: "2.0.0" } });
    expect([...new Set(changes.map(({ level }) => level))]).toEqual(["breaking", "additive", "neutral"]);
    expect(rest).toEqual({
      title: "New",
      oldVersion: "1.2.3",
      newVersion: "2.0.0",
      level: "breaking",
      nextVersion: "2.0.0",
      versionFits: true,
    });
  });

  test("a change in a recursive schema is found", () => {
    const tree = (leaf: unknown) => ({
      schemas: { Tree: { type: "object", properties: { leaf, branch: { $ref: "#/components/schemas/Tree" } } } },
      received: { $ref: "#/components/schemas/Tree" },
    });
    const { changes } = compareContracts(api(tree(text)), api(tree({ type: "integer" })));
    expect(changes.map(({ place }) => place)).toEqual(["#/components/schemas/Tree/properties/leaf/type"]);
  });

  test("a change at the end of a chain of 5,000 references is found", () => {
    const ref = (index: number) => ({ $ref: `#/components/schemas/Thing${index}` });
    const chain = (end: unknown) => {
      const things = Array.from({ length: 5_000 }, (_, index) => [
        `Thing${index}`,
        { properties: { next: ref(index + 1) } },
      ]);
      return { schemas: { ...Object.fromEntries(things), Thing5000: end }, received: ref(0) };
    };
    const { changes } = compareContracts(api(chain(text)), api(chain({ type: "integer" })));
    expect(changes.map(({ place }) => place)).toEqual(["#/components/schemas/Thing5000/type"]);
  });

  test.each<[string, object]>([
    ["a description", { description: "The parent" }],
    ["a member", { properties: { since: text } }],
    ["a part of allOf", { allOf: [{ minProperties: 1 }] }],
  ])("a change in a schema that refers to itself with %s beside the reference is reported once", (_, beside) => {
    const $ref = "#/components/schemas/Tree";
    const tree = (leaf: unknown) => ({
      schemas: { Tree: { properties: { leaf, left: { $ref, ...beside }, right: { items: { $ref, ...beside } } } } },
      received: { $ref },
    });
    const { changes } = compareContracts(api(tree(text)), api(tree({ type: "integer" })));
    expect(changes.map(({ place }) => place)).toEqual(["#/components/schemas/Tree/properties/leaf/type"]);
  });

  test("thirty components that refer to one another twice, with keywords beside the references, are compared", () => {
    const names = Array.from({ length: 30 }, (_, index) => `Thing${index}`);
    const next = (index: number) => ({ $ref: `#/components/schemas/Thing${index + 1}`, description: "The next" });
    const schemas = Object.fromEntries(
      names.map((name, index) => [name, { properties: { a: next(index), b: next(index) } }]),
    );
    const all = (last: object) => api({ schemas: { ...schemas, Thing30: last }, received: next(-1) });
    expect(compareContracts(all(text), all({ type: "integer" })).changes.map(({ place }) => place)).toEqual([
      "#/components/schemas/Thing30/type",
    ]);
  });

  test("thirty components that refer to one another are compared by value", () => {
    const names = Array.from({ length: 30 }, (_, index) => `Thing${index}`);
    const properties = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/schemas/${name}` }]));
    const all = (last: object) => ({
      schemas: { ...Object.fromEntries(names.map((name) => [name, { properties }])), Thing29: last },
      received: { not: { properties } },
    });
    const before = api(all({ properties: { a: text, b: text } }));
    expect(compareContracts(before, api(all({ properties: { b: text, a: text } }))).level).toBeUndefined();
    expect(compareContracts(before, api(all({ properties: { a: text } }))).level).toBe("breaking");
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
    ["1.2", "breaking", undefined],
    ["x1.2.3", "breaking", undefined],
    ["1.2.3x", "breaking", undefined],
    ["10.20.30+build", "neutral", "10.20.31"],
  ])("after version %s, a change that is %s leads to %s", (version, level, next) => {
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
  const loop: unknown[] = [];
  loop.push({ again: loop });
  const other = { info: { title: "Else", version: "1.0.0" }, servers: [], paths: { "/else": {} }, webhooks: {} };

  test.each<[string, unknown, string]>([
    ["a string", "Things", 'The new contract is not an OpenAPI document: it has no "openapi" version.'],
    [
      "Swagger",
      { swagger: "2.0" },
      "The new contract is Swagger 2.0; only OpenAPI 3.0 and 3.1 can be compared. Convert it first, for example with: npx swagger2openapi",
    ],
    [
      "an unknown version",
      { ...api(), openapi: "4.0.0" },
      "The new contract is OpenAPI 4.0.0; only 3.0 and 3.1 can be compared.",
    ],
    ["an OpenAPI version that is a number", { ...api(), openapi: 3.1 }, 'it has no "openapi" version.'],
    [
      "a document that contains itself in a list",
      { ...api(), "x-a/b": loop },
      "The new contract: #/x-a~1b/0/again is an alias of #/x-a~1b, which contains it, so this is not valid OpenAPI.",
    ],
    [
      "a document that contains itself in an example",
      { ...api(), "x-a/b": { example: loop } },
      "The new contract: #/x-a~1b/example/0/again is an alias of #/x-a~1b/example, which contains it, so this is not valid OpenAPI.",
    ],
    ["no title", { ...api(), info: { version: "1.0.0" } }, "#/info/title is missing, so this is not valid OpenAPI."],
    [
      "neither paths nor webhooks",
      { ...api(), paths: undefined, webhooks: undefined },
      "The new contract: #/paths is missing, so this is not valid OpenAPI.",
    ],
    [
      "a server without a URL",
      api({ root: { servers: [{}] } }),
      "The new contract: #/servers/0/url must be a string, so this is not valid OpenAPI.",
    ],
    [
      "servers that are not a list",
      api({ root: { servers: {} } }),
      "The new contract: #/servers must be a list, so this is not valid OpenAPI.",
    ],
    [
      "an operation that is not an object",
      api({ root: { paths: { "/things": { get: "a" } } } }),
      "#/paths/~1things/get must be an object, so this is not valid OpenAPI.",
    ],
    [
      "a reference in a list to nothing",
      api({ sent: { allOf: [{ $ref: "#" }] } }),
      "The new contract: it refers to #, which does not exist, so this is not valid OpenAPI.",
    ],
    [
      "a document without a version",
      { ...api(), info: { title: "Things" } },
      "The new contract: #/info/version is missing, so this is not valid OpenAPI.",
    ],
    [
      "a version that is a number",
      { ...api(), info: { title: "Things", version: 1 } },
      "The new contract: #/info/version must be a string, in quotes if it is a number, so this is not valid OpenAPI.",
    ],
    [
      "a reference to nothing",
      api({ sent: { $ref: "#/components/schemas/No" } }),
      "The new contract: it refers to #/components/schemas/No, which does not exist, so this is not valid OpenAPI.",
    ],
    [
      "a reference that cannot be decoded",
      api({ sent: { $ref: "#/components/schemas/100%" } }),
      "The new contract: it refers to #/components/schemas/100%, which does not exist, so this is not valid OpenAPI.",
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
      "a list instead of an object",
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
    const comparing = () => compareContracts(api(), after);
    expect(comparing).toThrow(IncomparableError);
    expect(comparing).toThrow(message);
  });

  test("errors call the two contracts by the given names", () => {
    const names = { before: "old.yaml", after: "new.yaml" };
    expect(() => compareContracts({ ...api(), openapi: "2.0" }, api(), names)).toThrow("old.yaml is OpenAPI 2.0;");
    expect(() => compareContracts(api(), { ...api(), ...other }, names)).toThrow(
      "The two contracts describe different APIs",
    );
  });

  test.each<[string, object]>([
    ["its title", { info: { title: "Things", version: "1.0.0" } }],
    ["a server", { servers: [{ url: "https://else.example" }, { url: "https://things.example" }] }],
    ["an operation's path", { paths: { "/things/{id}": { post: { responses: {} } } } }],
    ["an operation's name", { paths: { "/else": { get: { operationId: "changeThing", responses: {} } } } }],
    ["an event", { webhooks: { changed: { post: {} } } }],
  ])("compares contracts that share %s", (_, shared) => {
    expect(() => compareContracts(api(), { ...api(), ...other, ...shared })).not.toThrow();
  });
});
