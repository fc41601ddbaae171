/** How two arguments of one JSON Schema keyword relate. A missing argument is `undefined`. */
import { isDeepStrictEqual } from "node:util";
import { isObject } from "./document-nodes.js";
import type { Relation } from "./rules.js";

type Compare = (before: unknown, after: unknown) => Relation | undefined;

/** Keywords that say nothing about what is valid. */
const ANNOTATIONS = new Set([
  ...["title", "description", "summary", "example", "examples", "externalDocs", "xml", "$comment", "$schema", "$defs"],
  ...["x-extensible-enum", "x-error-codes", "deprecated", "default", "discriminator", "nullable", "const"],
  ...["readOnly", "writeOnly"],
]);

/** Compares any keyword that has no specific rule: its assertion was added, removed or replaced. */
const assertion: Compare = (before, after) => {
  if (isDeepStrictEqual(before, after)) return undefined;
  if (before === undefined) return "narrower";
  return after === undefined ? "wider" : "other";
};

const lowerBound: Compare = (before, after) =>
  typeof before === "number" && typeof after === "number" && before !== after
    ? after > before
      ? "narrower"
      : "wider"
    : assertion(before, after);

const upperBound: Compare = (before, after) =>
  typeof before === "number" && typeof after === "number" ? lowerBound(-before, -after) : assertion(before, after);

const flag: Compare = (before, after) => assertion(before || undefined, after || undefined);

/** Removing an anchor at either end lets more through; other patterns cannot be compared. */
const pattern: Compare = (before, after) => {
  if (typeof before !== "string" || typeof after !== "string" || before === after) return assertion(before, after);
  if (withoutAnchors(before).includes(after)) return "wider";
  return withoutAnchors(after).includes(before) ? "narrower" : "other";
};

function withoutAnchors(source: string): string[] {
  const start = source.replace(/^\^/, "");
  const end = (one: string) => one.replace(/(?<!\\)\$$/, "");
  return [start, end(source), end(start)];
}

/** Lists of allowed values; without a list, everything is allowed. */
function lists(covers: (allowed: unknown[], value: unknown) => boolean): Compare {
  return (before, after) => {
    if (!Array.isArray(before) || !Array.isArray(after)) return assertion(before, after);
    const grew = after.some((value) => !covers(before, value));
    const shrank = before.some((value) => !covers(after, value));
    if (grew && shrank) return "other";
    return grew ? "wider" : shrank ? "narrower" : undefined;
  };
}

const values = lists((allowed, value) => allowed.some((one) => isDeepStrictEqual(one, value)));
const types = lists(coversType);

export function coversType(allowed: unknown[], type: unknown): boolean {
  return allowed.includes(type) || (type === "integer" && allowed.includes("number"));
}

const RELATIONS = new Map<string, Compare>(
  Object.entries({
    type: types,
    enum: values,
    pattern,
    minimum: lowerBound,
    exclusiveMinimum: lowerBound,
    minLength: lowerBound,
    minItems: lowerBound,
    minProperties: lowerBound,
    minContains: lowerBound,
    maximum: upperBound,
    exclusiveMaximum: upperBound,
    maxLength: upperBound,
    maxItems: upperBound,
    maxProperties: upperBound,
    maxContains: upperBound,
    uniqueItems: flag,
  }),
);

/** How the set of values that the keyword allows changed; `undefined` if it did not, or the keyword asserts nothing. */
export function relationOf(keyword: string, before: unknown, after: unknown): Relation | undefined {
  if (ANNOTATIONS.has(keyword) || keyword.startsWith("x-")) return undefined;
  return (RELATIONS.get(keyword) ?? assertion)(before, after);
}

/** Keywords whose argument is a schema or a list of schemas. */
const SUBSCHEMAS = new Set([
  ...["not", "if", "then", "else", "allOf", "anyOf", "oneOf", "items", "prefixItems", "contains", "propertyNames"],
  ...["additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contentSchema"],
]);
/** Keywords whose argument has a schema under each name. */
const NAMED_SUBSCHEMAS = new Set(["properties", "patternProperties", "dependentSchemas"]);

/**
 * A schema and its subschemas in one normal form, because some things can be written in several ways: a schema that allows everything, a
 * single type, OpenAPI 3.0's `nullable`, `const`.
 */
export function normalized(schema: unknown): Record<string, unknown> {
  if (schema === undefined || schema === true) return {};
  if (!isObject(schema)) return { not: {} };
  const { type, const: only, nullable, ...others } = schema;
  const list = type === undefined ? undefined : [type].flat();
  return {
    ...withNormalizedParts(others),
    ...(list && { type: nullable === true ? [...list, "null"] : list }),
    ...("const" in schema && { enum: [only] }),
  };
}

function withNormalizedParts(schema: Record<string, unknown>): Record<string, unknown> {
  return mapValues(schema, (argument, keyword) => {
    if (SUBSCHEMAS.has(keyword)) return Array.isArray(argument) ? argument.map(part) : part(argument);
    return NAMED_SUBSCHEMAS.has(keyword) && isObject(argument) ? mapValues(argument, part) : argument;
  });
}

/** A subschema. `true` and `false` stay as they are, because messages show them. */
function part(schema: unknown): unknown {
  return isObject(schema) ? normalized(schema) : schema;
}

function mapValues(object: Record<string, unknown>, change: (value: unknown, key: string) => unknown) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
}
