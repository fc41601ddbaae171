/** Values that a schema accepts, and values that it must reject. */
import { isObject, type Json, type JsonObject, join, type Pointer, withValueAt } from "./json-pointers.js";
import { type Schema, typesOf } from "./resolved-schemas.js";

/** The value, or else a sample, with every optional member filled in, at every depth. */
export function complete(schema: Schema, value: Json = sample(schema)): Json {
  const { members, items, values, branches, alternatives, discriminator } = schema;
  if (Array.isArray(value)) return items ? value.map((item) => complete(items, item)) : value;
  if (!isObject(value)) return value;

  const whole: JsonObject = { ...value };
  for (const [name, member] of members) whole[name] = complete(member, value[name]);
  for (const name of Object.keys(value)) {
    if (values && !members.has(name)) whole[name] = complete(values, value[name]);
  }
  const others = [...branches, alternatives.get(`${value[discriminator]}`) ?? []].flat();
  return others.reduce<Json>((filled, other) => complete(other, filled), whole);
}

/** Complete values of a schema that together contain every alternative. */
export function variants(schema: Schema, value: Json | undefined): Json[] {
  const whole = complete(schema, value);
  const found = [whole];
  walk(schema, whole, ({ base }) => {
    if (!found.includes(base)) found.push(base);
  });
  return found;
}

/** Each part of a value, with the schema that it must conform to. */
export function partsOf(schema: Schema, value: Json): [Schema, Json][] {
  const { members, items, values, branches, alternatives, discriminator } = schema;
  const parts: [Schema, Json][] = [[schema, value]];
  if (Array.isArray(value) && items) parts.push(...value.flatMap((item) => partsOf(items, item)));
  if (!isObject(value)) return parts;
  for (const [name, part] of Object.entries(value)) {
    const own = members.get(name) ?? values;
    if (own) parts.push(...partsOf(own, part));
  }
  const others = [...branches, alternatives.get(`${value[discriminator]}`) ?? []].flat();
  return [...parts, ...others.flatMap((other) => partsOf(other, value))];
}

/** The places of the members that occur in a value: `#/components/schemas/ErrorDetail/properties/code`. */
export function membersIn(schema: Schema, value: Json): string[] {
  return partsOf(schema, value).flatMap(([{ pointer, members }, part]) =>
    [...members.keys()].filter((name) => isObject(part) && name in part).map((name) => `${pointer}/properties/${name}`),
  );
}

const STRINGS: Record<string, string> = {
  uuid: "7d444840-9dc0-41d1-b245-5ffdce74fad2",
  "date-time": "2026-01-02T03:04:05Z",
  date: "2026-01-02",
  time: "03:04:05Z",
  uri: "https://example.com/",
  email: "someone@example.com",
};

function sample(schema: Schema): Json {
  const { const: constant, enum: options, examples, format, minimum, minLength } = schema.keywords;
  const [alternative] = schema.alternatives.keys();
  if (alternative !== undefined) return { [schema.discriminator]: alternative };
  if (schema.values) return { key: complete(schema.values) };
  if (schema.branches.length > 0) return {};
  if (constant !== undefined) return constant;
  for (const given of [examples, options]) if (Array.isArray(given) && given[0] !== undefined) return given[0];

  switch (typesOf(schema)[0]) {
    case "object":
      return {};
    case "array":
      return schema.items ? [complete(schema.items)] : [];
    case "boolean":
      return true;
    case "null":
      return null;
    case "integer":
    case "number":
      return typeof minimum === "number" ? minimum : 1;
    default:
      return STRINGS[`${format}`] ?? "text".padEnd(Number(minLength ?? 0), "-");
  }
}

export interface Violation {
  /** `/error/code: type`. */
  name: string;
  keyword: string;
  /** The schema that is violated. */
  schema: Schema;
  value: Json;
  /** What replaces the valid part. */
  part: Json;
}

/**
 * The value broken once for each keyword of each member's schema. Each result is verified: the schema rejects it because of that
 * keyword. Keywords that no value violates are in `untouched`.
 */
export function violations(schema: Schema, value: Json) {
  const found: Violation[] = [];
  const untouched: { keyword: string; schema: Schema }[] = [];

  walk(schema, value, ({ schema: inner, place, part, base }) => {
    for (const [keyword, argument] of Object.entries(inner.keywords)) {
      const isChoice = keyword === "oneOf" && isObject(part);
      const other = isChoice && { ...part, [inner.discriminator]: "none-of-these" };
      const tries = other ? [other] : valuesAgainst(keyword, argument, part);
      if (!tries) continue;
      const broken = tries
        .map((part) => ({ part, value: withValueAt(base, place, part) }))
        .filter((one) => violates(schema, one.value, keyword));
      if (broken.length === 0) untouched.push({ keyword, schema: inner });
      broken.forEach((one, index) => {
        const number = broken.length > 1 ? ` (${index + 1})` : "";
        found.push({ name: `${place.slice(1)}: ${keyword}${number}`, keyword, schema: inner, ...one });
      });
    }
  });
  return { found: distinct(found), untouched };
}

/** Whether the schema rejects the value because of this keyword. */
export function violates({ validate }: Schema, value: Json, keyword: string): boolean {
  return !validate(value) && validate.errors?.some((error) => error.keyword === keyword) === true;
}

/** A part of a value, and the schema that it must conform to. */
interface Step {
  schema: Schema;
  place: Pointer;
  part: Json;
  /** The whole value that contains the part. Mutually exclusive alternatives are in separate values. */
  base: Json;
}

/** Visits every part of a value along its schema, including every alternative of each `oneOf`. */
function walk(schema: Schema, value: Json, visit: (step: Step) => void): void {
  const go = (step: Step) => {
    visit(step);
    const { place, part, base } = step;
    const { members, items, values, branches, alternatives, discriminator } = step.schema;
    if (Array.isArray(part)) {
      const [first] = part;
      if (items && first !== undefined) go({ ...step, schema: items, place: join(place, 0), part: first });
      return;
    }
    for (const branch of branches) go({ ...step, schema: branch });
    if (!isObject(part)) return;
    for (const [kind, alternative] of alternatives) {
      const isChosen = part[discriminator] === kind;
      const other = isChosen ? part : complete(alternative, { [discriminator]: kind });
      go({ schema: alternative, place, part: other, base: isChosen ? base : withValueAt(base, place, other) });
    }
    const entry = values && Object.keys(part).find((name) => !members.has(name));
    const below = values && entry !== undefined ? [...members, [entry, values] as const] : members;
    for (const [name, member] of below) {
      const child = part[name];
      if (child !== undefined) go({ ...step, schema: member, place: join(place, name), part: child });
    }
  };
  go({ schema, place: "#", part: value, base: value });
}

/** Two alternatives can be violated in the same way; the names tell the cases apart. */
function distinct(found: Violation[]): Violation[] {
  const names = new Map<string, number>();
  return found.map((one) => {
    const count = (names.get(one.name) ?? 0) + 1;
    names.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} [${count}]` };
  });
}

const OTHER_TYPES: Json[] = ["text", 7, 7.5, true, null, [], {}];

/** Values to try against a keyword; `undefined` for a keyword that no value can violate. */
export function valuesAgainst(keyword: string, argument: Json, valid: Json): Json[] | undefined {
  const limit = Number(argument);
  switch (keyword) {
    case "type":
      return OTHER_TYPES;
    case "const":
      return [typeof argument === "boolean" ? !argument : typeof argument === "number" ? limit + 1 : `${argument}-not`];
    case "not":
      return isObject(argument) && argument.const !== undefined ? [argument.const] : undefined;
    case "enum":
      return ["none-of-these", -1];
    case "format":
      return ["neither-this-nor-that", ""];
    case "pattern":
      return typeof valid === "string" ? ["~", "", `${valid}~`, `urn:uuid:${valid}`] : ["~", "", "~~", "~~~"];
    case "minimum":
      return [limit - 1];
    case "maximum":
      return [limit + 1];
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return [argument];
    case "multipleOf":
      return [limit / 2];
    case "minLength":
      return ["x".repeat(Math.max(0, limit - 1))];
    case "maxLength":
      return ["x".repeat(limit + 1)];
    case "minItems":
      return [[]];
    case "maxItems":
      return [Array.from({ length: limit + 1 }, () => (Array.isArray(valid) ? (valid[0] ?? null) : null))];
    case "uniqueItems":
      return argument === true && Array.isArray(valid) ? [[...valid, ...valid]] : undefined;
    case "required":
      return (argument as string[]).map((name) => withValueAt(valid, join("#", name)));
    case "additionalProperties":
      return argument === false ? [{ ...(valid as JsonObject), undeclared: 1 }] : undefined;
    default:
      return undefined;
  }
}
