/**
 * The contract for tools that only support OpenAPI 3.0. It accepts and refuses the same bodies; anything that 3.0 cannot express is an error,
 * so nothing is lost silently. No existing converter works: they keep keywords of 3.1 or drop the webhooks.
 */
import type { JsonSchema } from "./document.js";

type Node = Record<string, unknown>;

/** Keywords that mean the same in both versions and hold no schema. */
const SAME = new Set([
  ...["title", "description", "format", "default", "enum", "deprecated", "readOnly", "writeOnly", "required"],
  ...["pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf"],
  ...["minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "discriminator"],
]);
/** Places whose keys are names, such as the header `x-trace-id`, not keywords. */
const HOLDS_NAMES = /\/(headers|parameters|requestBodies|responses|paths|webhooks|content)$/;
const ANNOTATIONS = new Set(["title", "description", "deprecated", "examples"]);

export function openapi30(document: object): object {
  const { openapi, jsonSchemaDialect, info, webhooks, ...rest } = document as Node;
  return {
    openapi: "3.0.3",
    info: info30(info as Node),
    ...(part30(rest, "#") as Node),
    // Generators ignore it, but the events' schemas stay among the components.
    ...(webhooks !== undefined && { "x-webhooks": part30(webhooks, "#/webhooks") }),
  };
}

function info30({ summary, description, license, ...rest }: Node): Node {
  const { identifier, ...licence } = license as Record<string, string>;
  const url = identifier && `https://spdx.org/licenses/${identifier}.html`;
  return {
    ...rest,
    description: [summary, description].filter(Boolean).join("\n\n"),
    license: { ...licence, ...(url && { url }) },
  };
}

/** A part of the document with its schemas rewritten; examples are data and stay unchanged. */
function part30(node: unknown, place: string): unknown {
  if (Array.isArray(node)) return node.map((item, index) => part30(item, `${place}/${index}`));
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      const at = `${place}/${key}`;
      if (HOLDS_NAMES.test(place)) return [key, part30(value, at)];
      if (key.startsWith("x-") || key === "example" || key === "examples") return [key, value];
      if (key === "schema") return [key, schema30(value as JsonSchema, at)];
      return [key, key === "schemas" ? each(value as Node, at) : part30(value, at)];
    }),
  );
}

function each(schemas: Node, place: string): Node {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, schema30(schema as JsonSchema, `${place}/${name}`)]),
  );
}

function schema30(schema: JsonSchema, place: string): Node {
  // OpenAPI 3.0 ignores keywords beside a reference.
  if ("$ref" in schema) {
    const lost = Object.keys(schema).find((key) => key !== "$ref" && !ANNOTATIONS.has(key) && !key.startsWith("x-"));
    if (lost !== undefined) throw inexpressible(`${lost} beside $ref`, place);
    return { $ref: schema.$ref };
  }
  const result: Node = Object.assign({}, ...Object.entries(schema).map(([key, value]) => keyword30(key, value, place)));
  // Several generators read an object without this keyword as a closed one.
  const isOpen = result.type === "object" && !("additionalProperties" in result);
  return isOpen ? { ...result, additionalProperties: true } : result;
}

function keyword30(keyword: string, value: unknown, place: string): Node {
  const at = `${place}/${keyword}`;
  if (SAME.has(keyword) || keyword.startsWith("x-")) return { [keyword]: value };
  switch (keyword) {
    case "type":
      return type30([value as string | string[]].flat(), at);
    case "const":
      return { enum: [value] };
    case "examples":
      return { example: (value as unknown[])[0] };
    case "exclusiveMinimum":
      return { minimum: value, exclusiveMinimum: true };
    case "exclusiveMaximum":
      return { maximum: value, exclusiveMaximum: true };
    case "properties":
      return { [keyword]: each(value as Node, at) };
    case "allOf":
    case "anyOf":
    case "oneOf":
      return { [keyword]: (value as JsonSchema[]).map((one, index) => schema30(one, `${at}/${index}`)) };
    case "items":
    case "not":
      return { [keyword]: schema30(value as JsonSchema, at) };
    case "additionalProperties":
      return { [keyword]: typeof value === "boolean" ? value : schema30(value as JsonSchema, at) };
  }
  throw inexpressible(keyword, place);
}

function type30(types: string[], place: string): Node {
  const [type, ...others] = types.filter((one) => one !== "null");
  if (type === undefined || others.length > 0) throw inexpressible(`the type ${types.join(" or ")}`, place);
  return { type, ...(types.includes("null") && { nullable: true }) };
}

function inexpressible(what: string, place: string): Error {
  return new Error(`${place}: OpenAPI 3.0 cannot express ${what}. Write the schema differently.`);
}
