import { at } from "./dereference.js";
import { componentName, type Document, isReference, type JsonSchema } from "./document.js";

/** What `src/validate.ts` checks. */
const KEPT = new Set(["type", "required", "const"]);
const CHECKED_FORMATS = new Set(["uuid", "date", "date-time"]);
/**
 * Prose, and limits that the types do not express: readers do not depend on them. Enumerations are open, because the service adds
 * values over time.
 */
const DROPPED = new Set([
  ...["title", "description", "deprecated", "readOnly", "writeOnly", "examples", "enum", "oneOf", "pattern"],
  ...["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength"],
  ...["minItems", "maxItems", "uniqueItems"],
]);

/** A reference as the name of a constant in `generated/schemas.ts`; {@link code} removes the quotes. */
function constant(reference: string): string {
  return `@constant ${componentName(reference)}@`;
}

/**
 * A schema reduced to what is checked at run time, with its references as names of constants.
 *
 * @param place where it is, for messages
 * @throws Error for a keyword that the validator does not know: dropping it would let wrong bodies pass
 */
export function reduced(schema: JsonSchema, place: string): unknown {
  if (isReference(schema)) return constant(schema.$ref);

  const all = (schemas: unknown) =>
    Object.fromEntries(
      Object.entries(schemas as Record<string, JsonSchema>).map(([name, one]) => [
        name,
        reduced(one, `${place}.${name}`),
      ]),
    );
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (KEPT.has(keyword)) return [[keyword, value]];
    if (DROPPED.has(keyword) || keyword.startsWith("x-")) return [];
    switch (keyword) {
      case "format":
        return CHECKED_FORMATS.has(value as string) ? [[keyword, value]] : [];
      case "properties":
        return [[keyword, all(value)]];
      case "allOf":
        return [[keyword, Object.values(all(value))]];
      case "items":
      case "additionalProperties":
      case "not":
        return [[keyword, reduced(value as JsonSchema, `${place}.${keyword}`)]];
      case "discriminator":
        return [[keyword, alternatives(value as { propertyName: string; mapping: Record<string, string> })]];
    }
    throw new Error(
      `${place}: the run-time validator does not check "${keyword}". Write the schema without it, or add it to src/validate.ts and scripts/generate/schemas.ts.`,
    );
  });
  return Object.fromEntries(entries);
}

function alternatives({ propertyName, mapping }: { propertyName: string; mapping: Record<string, string> }) {
  const constants = Object.entries(mapping).map(([value, reference]) => [value, constant(reference)]);
  return { propertyName, mapping: Object.fromEntries(constants) };
}

/** A value as TypeScript. */
export function code(value: unknown): string {
  return JSON.stringify(value, null, 2)
    .replace(/"@constant (\w+)@"/g, "$1")
    .replace(/^(\s*)"([A-Za-z_$][\w$]*|\d+)":/gm, "$1$2:");
}

/** `generated/schemas.ts`: a constant for each component schema, so that a bundle holds only those that it needs. */
export function schemasFile(document: Document): string {
  const constants = inOrder(document).map((name) => {
    const place = `openapi/components/schemas/${name}.yaml${users(document, name)}`;
    return `export const ${name}: Schema = ${code(reduced(document.components.schemas[name] ?? {}, place))};`;
  });
  return `import type { Schema } from "../src/validate.js";

// Each component schema, reduced to what is checked at run time. What the service sends is open: it may have more members and more string values.

${constants.join("\n\n")}
`;
}

/** The component schemas, each after those that it refers to. */
function inOrder({ components: { schemas } }: Document): string[] {
  const ordered: string[] = [];
  const visit = (name: string, path: string[]) => {
    if (ordered.includes(name)) return;
    if (path.includes(name)) {
      throw new Error(
        `openapi/components/schemas/${name}.yaml refers to itself (${[...path, name].join(" → ")}), which the run-time validator cannot express.`,
      );
    }
    for (const reference of referencesIn(schemas[name])) visit(componentName(reference), [...path, name]);
    ordered.push(name);
  };
  for (const name of Object.keys(schemas)) visit(name, []);
  return ordered;
}

/** The operations that need a schema, as a note for messages. */
function users({ paths, webhooks, components }: Document, name: string): string {
  const reaches = (node: unknown, seen: Set<string>): boolean =>
    referencesIn(node).some((reference) => {
      if (reference === `#/components/schemas/${name}`) return true;
      if (seen.has(reference)) return false;
      seen.add(reference);
      return reaches(at({ components }, reference), seen);
    });
  const operations = [...Object.entries(paths), ...Object.entries(webhooks ?? {})].filter(([, item]) =>
    reaches(item, new Set()),
  );
  return operations.length > 0 ? ` (used by ${operations.map(([path]) => path).join(", ")})` : "";
}

function referencesIn(node: unknown): string[] {
  if (typeof node !== "object" || node === null) return [];
  const own = isReference(node) ? [node.$ref] : [];
  return [...own, ...Object.values(node).flatMap(referencesIn)];
}
