/** The schemas of a document, with every reference resolved. */
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import {
  childrenOf,
  isObject,
  type Json,
  type JsonObject,
  nodesOf,
  objectAt,
  type Pointer,
  resolve,
} from "./json-pointers.js";

export interface Schema {
  /** Its place, regardless of what refers to it. */
  pointer: Pointer;
  /** As written; references in it are resolved below. */
  keywords: JsonObject;
  members: Map<string, Schema>;
  items?: Schema;
  /** The schema of a map's values. */
  values?: Schema;
  /** `allOf`: what a value must also conform to. */
  branches: Schema[];
  /** `oneOf`, by the value of the discriminator that selects each. */
  alternatives: Map<string, Schema>;
  discriminator: string;
  /** Compiled at its first use. @throws Error if the schema does not compile in strict mode */
  readonly validate: Validate;
}

/** Ajv's validation function. Declared here, because programs that use the package do not have Ajv's types. */
export interface Validate {
  (value: unknown): boolean;
  /** Why the last value does not conform. */
  errors?: { keyword: string; instancePath: string; message?: string; params: Record<string, unknown> }[] | null;
}

/** Reads schemas by their place, each once. */
export function schemaReader(spec: JsonObject): (pointer: Pointer) => Schema {
  const known = new Map<Pointer, Schema>();
  let compile: ReturnType<typeof schemaCompiler> | undefined;

  return function read(pointer) {
    const place = resolve(spec, pointer);
    const found = known.get(place);
    if (found) return found;

    const keywords = objectAt(spec, place);
    const { discriminator, additionalProperties } = keywords;
    const parts = (keyword: string) => childrenOf(spec, `${place}/${keyword}`).map(([, part]) => read(part));
    const schema: Schema = {
      pointer: place,
      keywords,
      members: new Map(),
      branches: [],
      alternatives: new Map(),
      discriminator: isObject(discriminator) ? `${discriminator.propertyName}` : "",
      get validate() {
        compile ??= schemaCompiler(spec);
        return compile(place);
      },
    };
    // Before its parts, which may refer to it.
    known.set(place, schema);
    for (const [name, member] of childrenOf(spec, `${place}/properties`)) schema.members.set(name, read(member));
    if ("items" in keywords) schema.items = read(`${place}/items`);
    if (isObject(additionalProperties)) schema.values = read(`${place}/additionalProperties`);
    schema.branches = parts("allOf");
    const mapping = isObject(discriminator) && isObject(discriminator.mapping) ? discriminator.mapping : {};
    const kinds = new Map(Object.entries(mapping).map(([kind, reference]) => [resolve(spec, `${reference}`), kind]));
    for (const one of parts("oneOf")) schema.alternatives.set(kinds.get(one.pointer) ?? one.pointer, one);
    return schema;
  };
}

/** Where the document's schemas start: the components, and the inline schemas of parameters, headers and bodies. */
export function schemaRoots(spec: JsonObject): Pointer[] {
  const components = childrenOf(spec, "#/components/schemas").map(([, place]) => place);
  const inline = [...nodesOf(spec)].filter(({ key, pointer }) => key === "schema" && !BELOW.test(pointer));
  return [...new Set([...components, ...inline.map(({ pointer }) => resolve(spec, pointer))])];
}

/** Nodes below a schema are part of it; nodes below an example are data. */
const BELOW = /\/(schema|examples?)\//;

/** These schemas and all their parts, each once. */
export function schemasBelow(...schemas: Schema[]): Schema[] {
  const found = new Set<Schema>();
  const visit = (schema: Schema) => {
    if (found.has(schema)) return;
    found.add(schema);
    const { members, items = [], values = [], branches, alternatives } = schema;
    for (const part of [...members.values(), items, values, branches, ...alternatives.values()].flat()) visit(part);
  };
  for (const schema of schemas) visit(schema);
  return [...found];
}

export function typesOf({ keywords: { type } }: Schema): string[] {
  return (Array.isArray(type) ? type : [type]).map(String);
}

/** Converts the text of a header or parameter to the type of its schema. */
export function readText(schema: Schema, text: string): Json {
  const types = typesOf(schema);
  if ((types.includes("integer") || types.includes("number")) && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (types.includes("boolean") && /^(true|false)$/.test(text)) return text === "true";
  return text;
}

/** Compiles schemas by their place with Ajv: 2020-12, strict, with formats. */
export function schemaCompiler(spec: JsonObject): (schema: Pointer) => Validate {
  const { ajv, keywords } = ajvForOneMore();
  const name = `document-${documents}:`;
  // The whole document is not a schema, but references start from it.
  const extensions = [...nodesOf(spec)].map(({ key }) => key).filter((key) => key.startsWith("x-"));
  for (const keyword of [...Object.keys(spec), ...extensions]) {
    if (!keywords.has(keyword)) ajv.addKeyword(keyword);
    keywords.add(keyword);
  }
  ajv.addSchema(spec, name, undefined, false);

  const compiled = new Map<Pointer, Validate>();
  return (schema) => {
    const known = compiled.get(schema);
    if (known) return known;
    const fragment = schema.split("/").map(encodeURIComponent).join("/").replace("%23", "#");
    const validate = ajv.compile({ $ref: name + fragment });
    compiled.set(schema, validate);
    return validate;
  };
}

let documents = 0;
let shared = newAjv();

/** Ajv takes longer to start than to compile, but keeps everything it compiled, so a limited number of documents share an instance. */
function ajvForOneMore() {
  documents += 1;
  if (documents % 100 === 0) shared = newAjv();
  return shared;
}

function newAjv() {
  const ajv = new Ajv2020({ strict: true, strictRequired: true, allowUnionTypes: true, allErrors: true });
  ajvFormats.default(ajv);
  // A keyword of OpenAPI. Ajv's own support for it lacks the mapping.
  ajv.addKeyword("discriminator");
  return { ajv, keywords: new Set<string>() };
}
