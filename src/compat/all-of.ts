import { isDeepStrictEqual } from "node:util";
import { get, isObject, items, NOTES, type Node } from "./document-nodes.js";
import { coversType } from "./keywords.js";

/** Keywords that mean the same in any part, because they do not depend on the keywords next to them. */
const INDEPENDENT = new Set([
  ...["type", "enum", "const", "format", "pattern", "multipleOf", "minimum", "maximum", "minLength", "maxLength"],
  ...["items", "minItems", "maxItems", "uniqueItems", "properties", "required", "minProperties", "maxProperties"],
  ...["propertyNames", "dependentRequired", "dependentSchemas", "not", "anyOf", "oneOf"],
]);
/** Notes that clients rely on, and which therefore have to agree. */
const AGREEING = /^(?:default|deprecated|readOnly|writeOnly|x-extensible-enum|x-error-codes)$/;

/** A schema with the parts of its `allOf` merged into it; `undefined` if that could change what it allows or promises. */
export function withoutAllOf(schema: Node): Node | undefined {
  const parts = partsOf(schema);
  if (parts.length === 1) return schema;
  const keywords = parts.map(keywordsOf);
  const isRepeated = new Set(parts.map(({ pointer }) => pointer)).size < parts.length;
  if (isRepeated || !parts.every(({ value }) => isObject(value)) || !areIndependent(keywords)) return undefined;
  const whole = new Map<string, unknown>();
  for (const [keyword, argument] of keywords.flat()) {
    const merged = whole.has(keyword) ? together(keyword, whole.get(keyword), argument) : argument;
    if (merged === undefined) return undefined;
    whole.set(keyword, merged);
  }
  return { ...schema, value: Object.fromEntries(whole), sources: parts };
}

/** The schema, the parts of its `allOf`, and their parts in turn. A schema that occurs again, perhaps in itself, has none the second time. */
export function partsOf(schema: Node, seen = new Set<string>()): Node[] {
  if (seen.has(schema.pointer)) return [schema];
  seen.add(schema.pointer);
  return [schema, ...items(get(schema, "allOf")).flatMap((part) => partsOf(part, seen))];
}

type Keyword = [name: string, argument: unknown];

/** Without `allOf`, and without OpenAPI 3.0's `nullable`, which affects the type next to it. */
function keywordsOf({ value }: Node): Keyword[] {
  if (!isObject(value)) return [];
  const { allOf, nullable, ...others } = value;
  if (nullable !== true) return Object.entries(others);
  return Object.entries("type" in others ? { ...others, type: [others.type, "null"].flat() } : { ...others, nullable });
}

/** Whether no keyword can affect a keyword of another part. */
function areIndependent(parts: Keyword[][]): boolean {
  const asserting = parts.map((part) => part.filter(([name]) => !NOTES.test(name))).filter((part) => part.length > 0);
  return asserting.length < 2 || asserting.flat().every(([name]) => INDEPENDENT.has(name));
}

function together(keyword: string, one: unknown, other: unknown): unknown {
  if (isDeepStrictEqual(one, other)) return one;
  if (keyword === "required" && Array.isArray(one) && Array.isArray(other)) return [...new Set([...one, ...other])];
  if (keyword === "properties" && isObject(one) && isObject(other) && agree(one, other)) return { ...other, ...one };
  if (keyword === "type") return narrowerType(one, other);
  return NOTES.test(keyword) && !AGREEING.test(keyword) ? one : undefined;
}

/** Whether the members that two objects share are equal. */
function agree(one: object, other: object): boolean {
  const known = new Map(Object.entries(one));
  return Object.entries(other).every(([name, value]) => !known.has(name) || isDeepStrictEqual(known.get(name), value));
}

function narrowerType(one: unknown, other: unknown): unknown {
  const [types, others] = [[one].flat(), [other].flat()];
  if (types.every((type) => coversType(others, type))) return one;
  return others.every((type) => coversType(types, type)) ? other : undefined;
}
