/** `openapi-3.0.yaml` is the same contract, for tools that only support OpenAPI 3.0. */
import { readFileSync } from "node:fs";
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Ajv } from "ajv";
import ajvFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { openapi30 } from "../../scripts/generate/openapi-3.0.js";
import { loadContract } from "../engine/contract.js";
import { childrenOf } from "../engine/json-pointers.js";
import { bodiesOf, type Spec } from "../engine/openapi.js";
import { complete, violations } from "../engine/schema-values.js";

const yaml = readFileSync(new URL(import.meta.resolve("linq-openapi/openapi-3.0.yaml")), "utf8");
const document: Spec = parse(yaml);
const { spec, schemaAt, operations, webhooks } = loadContract().written;
const schemas = childrenOf(spec, "#/components/schemas").map(([name, place]) => ({ name, schema: schemaAt(place) }));

/** Reads schemas like a tool for 3.0: without the keywords of JSON Schema 2020-12, and with OpenAPI's `nullable`. */
const ajv = new Ajv({ strict: false });
ajvFormats.default(ajv);
ajv.addSchema(document, "document");
const conforms30 = (name: string, value: unknown) => ajv.getSchema(`document#/components/schemas/${name}`)?.(value);

const examples = bodiesOf([...operations, ...webhooks]).flatMap(({ media: { schema, examples } }) =>
  examples.map(({ name, value }) => ({ name, schema, value })),
);

describe("openapi-3.0.yaml", () => {
  test("openapi-3.0.yaml passes Redocly's strictest rules", async () => {
    const config = await createConfig({ extends: ["recommended-strict"] });
    expect(await lintFromString({ source: yaml, config })).toEqual([]);
  });

  test("openapi-3.0.yaml has the operations, components and webhooks of the contract", () => {
    const keys = (value: unknown) => Object.keys(Object(value)).sort();
    const { paths, components, webhooks } = spec as Record<string, Record<string, object>>;
    expect(keys(document.paths)).toEqual(keys(paths));
    expect(keys(document["x-webhooks"])).toEqual(keys(webhooks));
    for (const kind of keys(components)) {
      expect(keys((document.components as Record<string, object>)[kind])).toEqual(keys(components?.[kind]));
    }
  });

  test("openapi-3.0.yaml has no keyword that OpenAPI 3.0 lacks", () => {
    const text = JSON.stringify(document, (key, value) => (["example", "examples"].includes(key) ? undefined : value));
    expect(text).not.toMatch(/"(const|\$schema|jsonSchemaDialect|identifier|webhooks)":|"type":\[/);
  });

  test.each(examples)("openapi-3.0.yaml accepts the example $name", ({ schema: { pointer }, value }) => {
    expect(conforms30(pointer.slice(pointer.lastIndexOf("/") + 1), value)).toBe(true);
  });

  describe.each(schemas)("$name", ({ name, schema }) => {
    const whole = complete(schema, examples.find((one) => one.schema === schema)?.value);
    const cases = violations(schema, whole).found;

    test(`${name} of openapi-3.0.yaml accepts a value with every member, and undocumented members`, () => {
      const more = typeof whole === "object" ? { ...whole, undocumented: { of: ["any", 1] } } : whole;
      expect([schema.validate(whole), conforms30(name, whole)]).toEqual([true, true]);
      expect([schema.validate(more), conforms30(name, more)]).toEqual([true, true]);
    });

    test.each(cases)(`${name} of openapi-3.0.yaml rejects what the contract rejects: $name`, ({ value }) => {
      expect([schema.validate(value), conforms30(name, value)]).toEqual([false, false]);
    });
  });
});

describe("generate", () => {
  const converted = (schema: object) =>
    openapi30({ info: { license: {} }, components: { schemas: { Added: schema } } }) as {
      components: { schemas: { Added: object } };
    };

  test.each([
    [{ type: ["string", "null"] }, { type: "string", nullable: true }],
    [
      { type: "string", const: "v3" },
      { type: "string", enum: ["v3"] },
    ],
    [
      { type: "string", examples: ["a", "b"] },
      { type: "string", example: "a" },
    ],
    [
      { type: "integer", exclusiveMinimum: 0 },
      { type: "integer", minimum: 0, exclusiveMinimum: true },
    ],
    [
      { type: "integer", exclusiveMaximum: 9 },
      { type: "integer", maximum: 9, exclusiveMaximum: true },
    ],
    [
      { type: "object", additionalProperties: { type: ["string", "null"] } },
      { type: "object", additionalProperties: { type: "string", nullable: true } },
    ],
    [
      { type: "array", items: { $ref: "#/components/schemas/Other", description: "Beside." } },
      { type: "array", items: { $ref: "#/components/schemas/Other" } },
    ],
    [{ allOf: [{ type: "object" }] }, { allOf: [{ type: "object", additionalProperties: true }] }],
  ])("generate writes %j for OpenAPI 3.0 as %j", (schema, expected) => {
    expect(converted(schema).components.schemas.Added).toEqual(expected);
  });

  test("generate rewrites the schema of a header whose name looks like an extension", () => {
    const header = { schema: { type: ["string", "null"] } };
    expect(openapi30({ info: { license: {} }, components: { headers: { "x-trace-id": header } } })).toMatchObject({
      components: { headers: { "x-trace-id": { schema: { type: "string", nullable: true } } } },
    });
  });

  test.each([
    [{ type: ["string", "integer"] }, "the type string or integer"],
    [{ type: "null" }, "the type null"],
    [{ type: "object", patternProperties: {} }, "patternProperties"],
    [{ $ref: "#/components/schemas/Other", minLength: 1 }, "minLength beside $ref"],
  ])("generate rejects %j, which OpenAPI 3.0 cannot express, and names its place", (schema, what) => {
    expect(() => converted(schema)).toThrow(
      `#/components/schemas/Added${what.startsWith("the") ? "/type" : ""}: OpenAPI 3.0 cannot express ${what}`,
    );
  });
});
