/** Values that the generated types must take, and values that they must refuse. */
import type { LoadedSpec } from "../engine/contract.js";
import { type Json, objectAt, type Spec } from "../engine/openapi.js";
import { complete, type Violation, violations } from "../engine/schemas.js";

export interface TypeCase {
  name: string;
  /** A TypeScript type, with `operations` in scope. */
  type: string;
  value: Json;
  /** Whether the type has to take the value. */
  compiles: boolean;
}

/** What a TypeScript type cannot say, and so takes although the schema refuses it. */
export const INEXPRESSIBLE = [
  {
    reason:
      "a boolean without one of its values is any boolean, for generators of other languages cannot read a constant",
    applies: ({ keyword }: Violation) => keyword === "not",
  },
  {
    reason: "a text of a certain form or length is any string",
    applies: ({ keyword }: Violation) => ["format", "pattern", "minLength", "maxLength"].includes(keyword),
  },
  {
    reason: "a list of a certain length is any list",
    applies: ({ keyword }: Violation) => ["minItems", "maxItems"].includes(keyword),
  },
  {
    reason: "a number in a range is any number",
    applies: ({ keyword }: Violation) => ["minimum", "maximum"].includes(keyword),
  },
  {
    reason: "a whole number is any number",
    applies: ({ keyword, part, schema }: Violation, spec: Spec) =>
      keyword === "type" && typeof part === "number" && objectAt(spec, schema).type === "integer",
  },
];

export function typeCases({ spec, compile, operations, webhooks }: LoadedSpec): TypeCase[] {
  const bodies = [...operations, ...webhooks].flatMap(({ id, requestBodies, responses }) => [
    ...requestBodies.map((media) => ({ media, name: id, type: `operations["${id}"]["requestBody"]` })),
    ...responses.flatMap(({ status, media }) =>
      media.map((one) => ({
        media: one,
        name: `${id} › ${status}`,
        type: `operations["${id}"]["responses"][${status}]`,
      })),
    ),
  ]);
  const spoilt = new Set<string>();
  return bodies.flatMap(({ media: { type: mediaType, schema, examples }, name, type }) => {
    const content = `${type}["content"]["${mediaType}"]`;
    const whole = complete(spec, schema, examples[0]?.value);
    const found = spoilt.has(schema) ? [] : violations(spec, compile, schema, whole).found;
    spoilt.add(schema);
    return [
      ...examples.map((example) => ({
        name: `${name} › ${example.name}`,
        type: content,
        value: example.value,
        compiles: true,
      })),
      { name: `${name} › with every member`, type: content, value: whole, compiles: true },
      ...found.map((violation) => ({
        name: `${name} › ${violation.name}`,
        type: content,
        value: violation.value,
        compiles: INEXPRESSIBLE.some(({ applies }) => applies(violation, spec)),
      })),
    ];
  });
}

/** A module with one case a line, from the second line on. */
export function moduleOf(cases: TypeCase[]): string {
  const lines = cases.map(({ type, value }, index) => `export const case${index}: ${type} = ${JSON.stringify(value)};`);
  return ['import type { operations } from "linq-openapi/types";', ...lines].join("\n");
}
