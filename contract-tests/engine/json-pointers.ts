/** JSON, and the places in a document. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** A JSON pointer as a URI fragment: `#/components/schemas/ErrorCode`. */
export type Pointer = string;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function steps(pointer: Pointer): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function join(pointer: Pointer, step: string | number): Pointer {
  return `${pointer}/${`${step}`.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** The value at a place, if any. References on the way are followed. */
export function at(document: Json, pointer: Pointer): Json | undefined {
  return follow(document, pointer)?.value;
}

/** The object at a place, or an empty object. */
export function objectAt(document: Json, pointer: Pointer): JsonObject {
  const value = at(document, pointer);
  return isObject(value) ? value : {};
}

/** The place that is reached by following every reference, both on the way and at the end. */
export function resolve(document: Json, pointer: Pointer): Pointer {
  return follow(document, pointer)?.pointer ?? pointer;
}

/** The members of the object or list at a place, each with its resolved place. */
export function childrenOf(document: Json, pointer: Pointer): [name: string, place: Pointer][] {
  const place = resolve(document, pointer);
  const value = at(document, place);
  if (typeof value !== "object" || value === null) return [];
  return Object.keys(value).map((name) => [name, resolve(document, join(place, name))]);
}

/** A place in a document that is not its root. */
export interface Node {
  pointer: Pointer;
  key: string;
  value: Json;
  parent: Json;
}

/** Every node of a document, top down. References are not followed. */
export function* nodesOf(document: Json, pointer: Pointer = "#"): Generator<Node> {
  if (typeof document !== "object" || document === null) return;
  for (const [key, value] of Object.entries(document)) {
    const place = join(pointer, key);
    yield { pointer: place, key, value, parent: document };
    yield* nodesOf(value, place);
  }
}

export function placeAbove(pointer: Pointer): Pointer {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** The value at a place, if any. References are not followed: in data, `$ref` is a member like any other. */
export function valueAt(data: Json | undefined, pointer: Pointer): Json | undefined {
  return steps(pointer).reduce(member, data);
}

/** Sets the value at a place, without following references; `undefined` deletes it. */
export function setAt(document: Json, pointer: Pointer, value: Json | undefined): void {
  const parent = valueAt(document, placeAbove(pointer)) as JsonObject;
  const key = steps(pointer).pop() ?? "";
  if (value !== undefined) parent[key] = value;
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
}

/** A copy with another value at one place, which shares the rest with the document; `undefined` deletes the value. */
export function withValueAt<Document extends Json>(document: Document, pointer: Pointer, value?: Json): Document {
  if (pointer === "#") return (value ?? null) as Document;
  const copied = (node: Json) => (Array.isArray(node) ? [...node] : { ...(node as JsonObject) }) as JsonObject;
  const copy = copied(document);
  steps(placeAbove(pointer)).reduce((node, step) => {
    const own = copied(node[step] as Json);
    node[step] = own;
    return own;
  }, copy);
  setAt(copy, pointer, value);
  return copy as Document;
}

function follow(document: Json, pointer: Pointer): { value: Json; pointer: Pointer } | undefined {
  let here = { value: document, pointer: "#" };
  for (const step of steps(pointer)) {
    const value = member(here.value, step);
    if (value === undefined) return undefined;
    const target = member(value, "$ref");
    const found = typeof target === "string" ? follow(document, target) : { value, pointer: join(here.pointer, step) };
    if (found === undefined) return undefined;
    here = found;
  }
  return here;
}

function member(value: Json | undefined, step: string): Json | undefined {
  const isThere = typeof value === "object" && value !== null && Object.hasOwn(value, step);
  return isThere ? (value as JsonObject)[step] : undefined;
}
