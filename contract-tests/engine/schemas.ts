/** The schemas of a document: where they stand, what they accept, and values that they must refuse. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import {
  childrenOf,
  isObject,
  type Json,
  type JsonObject,
  join,
  objectAt,
  type Pointer,
  resolve,
  type Spec,
} from "./openapi.js";

export type Validate = ValidateFunction;

/** Compiles the document's schemas with Ajv 2020-12, strict, with formats. Throws for a schema that does not compile. */
export function schemaCompiler(spec: Spec): (schema: Pointer) => Validate {
  const { ajv, keywords } = ajvForOneMore();
  const name = `document-${documents}:`;
  // The document as a whole is no schema, but references start from it.
  for (const keyword of [...Object.keys(spec), ...extensionsIn(spec)]) {
    if (!keywords.has(keyword)) ajv.addKeyword(keyword);
    keywords.add(keyword);
  }
  ajv.addSchema(spec, name, undefined, false);

  const compiled = new Map<Pointer, Validate>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known) return known;
    const validate = ajv.compile({ $ref: `${name}${asFragment(schema)}` });
    compiled.set(schema, validate);
    return validate;
  };
}

let documents = 0;
let shared = newAjv();

/** Ajv takes longer to start than to compile, but keeps all that it ever compiled: so many documents share one, and not all of them. */
function ajvForOneMore() {
  documents += 1;
  if (documents % 100 === 0) shared = newAjv();
  return shared;
}

function newAjv() {
  const ajv = new Ajv2020({ strict: true, strictRequired: true, allowUnionTypes: true, allErrors: true });
  ajvFormats.default(ajv);
  // OpenAPI's, not JSON Schema's. Ajv's own does not know its mapping.
  ajv.addKeyword("discriminator");
  return { ajv, keywords: new Set<string>() };
}

/** Where the document's schemas start: the components, and what stands beside a parameter, a header or a body. */
export function schemaRoots(spec: Spec): Pointer[] {
  const components = childrenOf(spec, "#/components/schemas").map(([, place]) => place);
  const others = placesOf("schema", "#", spec).map((place) => resolve(spec, place));
  return [...new Set([...components, ...others])];
}

/** Every place where a schema stands, the schemas below them included. */
export function schemaPlaces(spec: Spec): Pointer[] {
  return schemasBelow(spec, ...schemaRoots(spec));
}

/** These schemas and all that they are made of, each once. */
export function schemasBelow(spec: Spec, ...schemas: Pointer[]): Pointer[] {
  const places = new Set<Pointer>();
  const visit = (schema: Pointer) => {
    const place = resolve(spec, schema);
    if (places.has(place)) return;
    places.add(place);
    const items = "items" in objectAt(spec, place) ? [`${place}/items`] : [];
    const values = mapValues(spec, place);
    for (const part of [...membersOf(spec, place).values(), ...items, ...(values ? [values] : [])]) visit(part);
    for (const part of [...branchesOf(spec, place), ...alternativesOf(spec, place).values()]) visit(part);
  };
  for (const schema of schemas) visit(schema);
  return [...places];
}

function placesOf(key: string, pointer: Pointer, value: Json): Pointer[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([step, child]) => {
    if (step === "example" || step === "examples") return [];
    const place = join(pointer, step);
    return step === key ? [place] : placesOf(key, place, child);
  });
}

function extensionsIn(value: Json, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) for (const item of value) extensionsIn(item, found);
  if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      if (key.startsWith("x-")) found.add(key);
      extensionsIn(child, found);
    }
  }
  return found;
}

function asFragment(pointer: Pointer): string {
  return pointer
    .split("/")
    .map((step, index) => (index === 0 ? step : encodeURIComponent(step)))
    .join("/");
}

/** The members of an object schema: name → the schema's place. */
export function membersOf(spec: Spec, schema: Pointer): Map<string, Pointer> {
  return new Map(childrenOf(spec, `${schema}/properties`));
}

/** The schema of a map's values. */
function mapValues(spec: Spec, schema: Pointer): Pointer | undefined {
  const { additionalProperties } = objectAt(spec, schema);
  return isObject(additionalProperties) ? resolve(spec, `${schema}/additionalProperties`) : undefined;
}

/** The schemas that a value has to meet besides. */
export function branchesOf(spec: Spec, schema: Pointer): Pointer[] {
  return placesIn(spec, schema, "allOf");
}

/** The schemas of which a value has to meet one, each by the discriminator's value that chooses it. */
function alternativesOf(spec: Spec, schema: Pointer): Map<string, Pointer> {
  const { discriminator } = objectAt(spec, schema);
  const mapping = isObject(discriminator) && isObject(discriminator.mapping) ? discriminator.mapping : {};
  const chosen = Object.entries(mapping).map(([kind, reference]): [string, Pointer] => [kind, `${reference}`]);
  const listed = placesIn(spec, schema, "oneOf").map((place): [string, Pointer] => {
    return chosen.find(([, reference]) => resolve(spec, reference) === place) ?? [place, place];
  });
  return new Map(listed);
}

function placesIn(spec: Spec, schema: Pointer, keyword: string): Pointer[] {
  const list = objectAt(spec, schema)[keyword];
  return Array.isArray(list) ? list.map((_, index) => resolve(spec, `${schema}/${keyword}/${index}`)) : [];
}

function discriminatorOf(spec: Spec, schema: Pointer): string {
  const { discriminator } = objectAt(spec, schema);
  return isObject(discriminator) ? `${discriminator.propertyName}` : "";
}

function chosenAlternative(spec: Spec, schema: Pointer, value: JsonObject): Pointer | undefined {
  return alternativesOf(spec, schema).get(`${value[discriminatorOf(spec, schema)]}`);
}

/** The value with every optional member filled in, all the way down. */
export function complete(spec: Spec, schema: Pointer, value: Json | undefined): Json {
  if (value === undefined) return complete(spec, schema, sample(spec, schema));
  if (Array.isArray(value)) return value.map((item) => complete(spec, resolve(spec, `${schema}/items`), item));
  if (!isObject(value)) return value;

  const whole: JsonObject = { ...value };
  const members = membersOf(spec, schema);
  for (const [name, member] of members) whole[name] = complete(spec, member, value[name]);
  const values = mapValues(spec, schema);
  for (const name of Object.keys(value)) {
    if (values && !members.has(name)) whole[name] = complete(spec, values, value[name]);
  }
  const others = [...branchesOf(spec, schema), chosenAlternative(spec, schema, value) ?? []].flat();
  return others.reduce<Json>((filled, other) => complete(spec, other, filled), whole);
}

/** Each part of a value, with the schema that it has to meet. */
export function partsOf(spec: Spec, schema: Pointer, value: Json): [Pointer, Json][] {
  const parts: [Pointer, Json][] = [[schema, value]];
  if (Array.isArray(value)) {
    for (const item of value) parts.push(...partsOf(spec, resolve(spec, `${schema}/items`), item));
  }
  if (!isObject(value)) return parts;
  const members = membersOf(spec, schema);
  const values = mapValues(spec, schema);
  for (const [name, part] of Object.entries(value)) {
    const place = members.get(name) ?? values;
    if (place) parts.push(...partsOf(spec, place, part));
  }
  const others = [...branchesOf(spec, schema), chosenAlternative(spec, schema, value) ?? []].flat();
  return [...parts, ...others.flatMap((other) => partsOf(spec, other, value))];
}

/** The complete values of a schema, so that between them every alternative on the way down occurs. */
export function variants(spec: Spec, schema: Pointer, value: Json | undefined): Json[] {
  const whole = complete(spec, schema, value);
  const found = [whole];
  walkValue(spec, schema, whole, ({ base }) => {
    if (!found.includes(base)) found.push(base);
  });
  return found;
}

/** The places of the members that occur in a value. */
export function membersIn(spec: Spec, schema: Pointer, value: Json): Pointer[] {
  const found = new Set<Pointer>();
  walkValue(spec, schema, value, ({ place, part }) => {
    for (const name of membersOf(spec, place).keys()) {
      if (isObject(part) && name in part) found.add(`${place}/properties/${name}`);
    }
  });
  return [...found];
}

const STRINGS: Record<string, string> = {
  uuid: "7d444840-9dc0-41d1-b245-5ffdce74fad2",
  "date-time": "2026-01-02T03:04:05Z",
  date: "2026-01-02",
  time: "03:04:05Z",
  uri: "https://example.com/",
  email: "someone@example.com",
};

function sample(spec: Spec, schema: Pointer): Json {
  const { const: constant, enum: options, examples, type, format, minimum, minLength } = objectAt(spec, schema);
  const [alternative] = alternativesOf(spec, schema).keys();
  if (alternative !== undefined) return { [discriminatorOf(spec, schema)]: alternative };
  const values = mapValues(spec, schema);
  if (values) return { key: complete(spec, values, undefined) };
  if (branchesOf(spec, schema).length > 0) return {};
  if (constant !== undefined) return constant;
  for (const given of [examples, options]) if (Array.isArray(given) && given[0] !== undefined) return given[0];

  switch (Array.isArray(type) ? type[0] : type) {
    case "object":
      return {};
    case "array":
      return [complete(spec, resolve(spec, `${schema}/items`), undefined)];
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
  schema: Pointer;
  value: Json;
  /** What stands in the place of the valid part. */
  part: Json;
}

/**
 * The value spoilt in each way that its schema allows to spoil it: once for each keyword at each member.
 * What is returned was tried: the schema refuses it, and because of that keyword. A keyword that none of the tries
 * violates comes back without a value in `untouched`.
 */
export function violations(spec: Spec, compile: (schema: Pointer) => Validate, schema: Pointer, value: Json) {
  const found: Violation[] = [];
  const untouched: { keyword: string; schema: Pointer }[] = [];
  const validate = compile(schema);

  walkValue(spec, schema, value, ({ place, path, part, base }) => {
    for (const [keyword, tries] of Object.entries(spoilers(spec, place, part))) {
      const spoilt = tries.map((part) => ({ part, value: replaced(base, path, part) }));
      const refused = spoilt.filter((one) => {
        validate(one.value);
        return validate.errors?.some((error) => error.keyword === keyword);
      });
      if (refused.length === 0) untouched.push({ keyword, schema: place });
      refused.forEach((one, index) => {
        const number = refused.length > 1 ? ` (${index + 1})` : "";
        found.push({ name: `${["", ...path].join("/")}: ${keyword}${number}`, keyword, schema: place, ...one });
      });
    }
  });
  return { found: distinct(found), untouched };
}

/** A part of a value, and the schema that it has to meet. */
interface Step {
  place: Pointer;
  path: string[];
  part: Json;
  /** The whole value that the part is in: of alternatives that exclude one another, each is in a value of its own. */
  base: Json;
}

/** Goes through a value by its schema, and through every alternative of each `oneOf` on the way. */
function walkValue(spec: Spec, schema: Pointer, value: Json, visit: (step: Step) => void): void {
  const walk = (step: Step) => {
    visit(step);
    const { place, path, part, base } = step;
    if (Array.isArray(part)) {
      if (part[0] !== undefined)
        walk({ ...step, place: resolve(spec, `${place}/items`), path: [...path, "0"], part: part[0] });
      return;
    }
    for (const branch of branchesOf(spec, place)) walk({ ...step, place: branch });
    if (!isObject(part)) return;
    for (const [kind, alternative] of alternativesOf(spec, place)) {
      const isChosen = part[discriminatorOf(spec, place)] === kind;
      const other = isChosen ? part : complete(spec, alternative, { [discriminatorOf(spec, place)]: kind });
      walk({ place: alternative, path, part: other, base: isChosen ? base : replaced(base, path, other) });
    }
    const members = membersOf(spec, place);
    const values = mapValues(spec, place);
    const entry = values && Object.keys(part).find((name) => !members.has(name));
    const below = values && entry !== undefined ? [...members, [entry, values] as const] : members;
    for (const [name, member] of below) {
      const child = part[name];
      if (child !== undefined) walk({ ...step, place: member, path: [...path, name], part: child });
    }
  };
  walk({ place: schema, path: [], part: value, base: value });
}

/** Two alternatives can spoil a value in the same way; the names tell the cases apart. */
function distinct(found: Violation[]): Violation[] {
  const names = new Map<string, number>();
  return found.map((one) => {
    const count = (names.get(one.name) ?? 0) + 1;
    names.set(one.name, count);
    return count === 1 ? one : { ...one, name: `${one.name} [${count}]` };
  });
}

const OTHER_TYPES: Json[] = ["text", 7, 7.5, true, null, [], {}];

/** For each keyword of the schema that can be violated: values to try in place of a valid one. */
function spoilers(spec: Spec, schema: Pointer, valid: Json): Record<string, Json[]> {
  const tries: Record<string, Json[]> = {};
  for (const [keyword, argument] of Object.entries(objectAt(spec, schema))) {
    const values =
      keyword === "oneOf" && isObject(valid)
        ? [{ ...valid, [discriminatorOf(spec, schema)]: "none-of-these" }]
        : spoil(keyword, argument, valid);
    if (values) tries[keyword] = values;
  }
  return tries;
}

export function spoil(keyword: string, argument: Json, valid: Json): Json[] | undefined {
  switch (keyword) {
    case "type":
      return OTHER_TYPES;
    case "const":
      return [
        typeof argument === "boolean" ? !argument : typeof argument === "number" ? argument + 1 : `${argument}-not`,
      ];
    case "not":
      return isObject(argument) && argument.const !== undefined ? [argument.const] : undefined;
    case "enum":
      return ["none-of-these", -1];
    case "format":
      return ["neither-this-nor-that", ""];
    case "pattern":
      return [
        "~",
        "",
        typeof valid === "string" ? `${valid}~` : "~~",
        typeof valid === "string" ? `urn:uuid:${valid}` : "~~~",
      ];
    case "minimum":
      return [Number(argument) - 1];
    case "maximum":
      return [Number(argument) + 1];
    case "exclusiveMinimum":
    case "exclusiveMaximum":
      return [argument];
    case "multipleOf":
      return [Number(argument) / 2];
    case "minLength":
      return ["x".repeat(Math.max(0, Number(argument) - 1))];
    case "maxLength":
      return ["x".repeat(Number(argument) + 1)];
    case "minItems":
      return [[]];
    case "maxItems":
      return [Array.from({ length: Number(argument) + 1 }, () => (Array.isArray(valid) ? (valid[0] ?? null) : null))];
    case "uniqueItems":
      return argument === true && Array.isArray(valid) ? [[...valid, ...valid]] : undefined;
    case "required":
      return (argument as string[]).map((name) => without(valid as JsonObject, name));
    case "additionalProperties":
      return argument === false ? [{ ...(valid as JsonObject), undeclared: 1 }] : undefined;
    default:
      return undefined;
  }
}

function without(value: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = value;
  return rest;
}

function replaced(value: Json, [step, ...rest]: string[], by: Json): Json {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((item, index) => (`${index}` === step ? replaced(item, rest, by) : item));
  return { ...(value as JsonObject), [step]: replaced((value as JsonObject)[step] ?? null, rest, by) };
}

/** A header's or a parameter's text as the value that its schema speaks of. */
export function readText(spec: Spec, schema: Pointer, text: string): Json {
  const { type } = objectAt(spec, schema);
  const types = Array.isArray(type) ? type : [type];
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes("boolean") && /^(true|false)$/.test(text)) return text === "true";
  return text;
}
