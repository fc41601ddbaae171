/** The part of JSON Schema that is checked at run time: what the generated types promise, nothing more. */
export interface Schema {
  readonly type?: JsonType | readonly JsonType[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** The schema of the members that `properties` does not name; without it, they are not checked. */
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly const?: string | number | boolean;
  readonly format?: keyof typeof formats;
  readonly not?: Schema;
  readonly allOf?: readonly Schema[];
  /** Selects one alternative of a `oneOf`. */
  readonly discriminator?: Discriminator;
}

export type JsonType = "object" | "array" | "string" | "integer" | "number" | "boolean" | "null";

interface Discriminator {
  readonly propertyName: string;
  /** The schema for each value. An unlisted value passes: the service adds values over time. */
  readonly mapping: Readonly<Record<string, Schema>>;
}

const formats = {
  uuid: /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i,
  date: /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
  "date-time":
    /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/i,
};

export function conforms(schema: Schema, value: unknown): boolean {
  return violation(schema, value) === undefined;
}

/**
 * The first place where a value breaks its schema, such as `data.handle must be of type string, not number`. It names the place and
 * the type, never the value, which may be secret or personal.
 */
export function violation(schema: Schema, value: unknown, path = ""): string | undefined {
  const place = path || "the body";
  const types = typeof schema.type === "string" ? [schema.type] : schema.type;
  if (types && !types.some((type) => isOfType(type, value))) {
    return `${place} must be of type ${types.join(" or ")}, not ${typeOf(value)}`;
  }
  if (schema.const !== undefined && value !== schema.const) return `${place} must be ${JSON.stringify(schema.const)}`;
  if (schema.not && conforms(schema.not, value)) return `${place} has a value that is not allowed`;
  if (schema.format && typeof value === "string" && !formats[schema.format].test(value)) {
    return `${place} must be a ${schema.format}`;
  }
  return (
    (schema.allOf && first(schema.allOf, (part) => violation(part, value, path))) ??
    alternativeViolation(schema, value, path) ??
    (Array.isArray(value) ? itemViolation(schema, value, path) : memberViolation(schema, value, path))
  );
}

function alternativeViolation({ discriminator }: Schema, value: unknown, path: string): string | undefined {
  if (!discriminator) return undefined;
  const { propertyName, mapping } = discriminator;
  const chosen = (value as Record<string, unknown> | null)?.[propertyName];
  if (typeof chosen !== "string") return `${at(path, propertyName)} must be of type string, not ${typeOf(chosen)}`;
  return Object.hasOwn(mapping, chosen) ? violation(mapping[chosen] as Schema, value, path) : undefined;
}

function itemViolation({ items }: Schema, value: unknown[], path: string): string | undefined {
  return items && first([...value.keys()], (index) => violation(items, value[index], `${path}[${index}]`));
}

function memberViolation(schema: Schema, value: unknown, path: string): string | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const members = value as Record<string, unknown>;
  const missing = schema.required?.find((name) => !Object.hasOwn(members, name));
  if (missing) return `${path || "the body"} must have ${missing}`;

  const { properties = {}, additionalProperties } = schema;
  return first(Object.keys(additionalProperties ? members : properties), (name) => {
    if (!Object.hasOwn(members, name)) return undefined;
    const described = Object.hasOwn(properties, name);
    const schema = described ? properties[name] : additionalProperties;
    return schema && violation(schema, members[name], at(path, described ? name : "*"));
  });
}

function isOfType(type: JsonType, value: unknown): boolean {
  return type === "integer" ? Number.isInteger(value) : type === typeOf(value);
}

function typeOf(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

function at(path: string, name: string): string {
  return path ? `${path}.${name}` : name;
}

function first<Item>(items: readonly Item[], find: (item: Item) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return undefined;
}
