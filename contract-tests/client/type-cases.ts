/** Values that the generated types must accept, and values that they must reject. */
import type { LoadedSpec } from "../engine/contract.js";
import type { Json } from "../engine/json-pointers.js";
import { bodiesOf } from "../engine/openapi.js";
import type { Schema } from "../engine/resolved-schemas.js";
import { complete, type Violation, violations } from "../engine/schema-values.js";

export interface TypeCase {
  name: string;
  /** A TypeScript type, with `operations` in scope. */
  type: string;
  value: Json;
  /** Whether the type must accept the value. */
  compiles: boolean;
}

/** The keywords that a TypeScript type cannot express, so it accepts values that the schema rejects. */
const INEXPRESSIBLE = [
  // A boolean that excludes one value is any boolean: generators for other languages cannot read a constant.
  ["not"],
  // A string of a certain form or length is any string.
  ["format", "pattern", "minLength", "maxLength"],
  // A list of a certain length is any list.
  ["minItems", "maxItems"],
  // A number in a range is any number.
  ["minimum", "maximum"],
].flat();

function isExpressible({ keyword, part, schema }: Violation): boolean {
  const isFraction = keyword === "type" && typeof part === "number" && schema.keywords.type === "integer";
  return !isFraction && !INEXPRESSIBLE.includes(keyword);
}

export function typeCases({ operations, webhooks }: LoadedSpec): TypeCase[] {
  const violated = new Set<Schema>();
  return bodiesOf([...operations, ...webhooks]).flatMap(({ title, operation, response, media }) => {
    const { schema, examples } = media;
    const place = response ? `["responses"][${response.status}]` : `["requestBody"]`;
    const type = `operations["${operation.id}"]${place}["content"]["${media.type}"]`;
    const whole = complete(schema, examples[0]?.value);
    const found = violated.has(schema) ? [] : violations(schema, whole).found;
    violated.add(schema);
    return [
      ...examples.map(({ name, value }) => ({ name: `${title} › ${name}`, type, value, compiles: true })),
      { name: `${title} › with every member`, type, value: whole, compiles: true },
      ...found.map((violation) => ({
        name: `${title} › ${violation.name}`,
        type,
        value: violation.value,
        compiles: !isExpressible(violation),
      })),
    ];
  });
}

/** A module with one case per line, from the second line on. */
export function moduleOf(cases: TypeCase[]): string {
  const lines = cases.map(({ type, value }, index) => `export const case${index}: ${type} = ${JSON.stringify(value)};`);
  return ['import type { operations } from "linq-openapi/types";', ...lines].join("\n");
}
