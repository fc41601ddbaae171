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

/** The place after following all references, on the way and at its end. */
export function resolve(document: Json, pointer: Pointer): Pointer {
  return follow(document, pointer)?.pointer ?? pointer;
}

/** The members of the object at a place, each with its resolved place. */
export function childrenOf(document: Json, pointer: Pointer): [name: string, place: Pointer][] {
  const place = resolve(document, pointer);
  return Object.keys(objectAt(document, place)).map((name) => [name, resolve(document, join(place, name))]);
}

/** The parent of a place. */
export function placeAbove(pointer: Pointer): Pointer {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** The object that holds a place, and the key of the place in it. References are not followed. */
export function parentOf(document: Json, pointer: Pointer): [parent: JsonObject, key: string] {
  const path = steps(pointer);
  const key = path.pop() ?? "";
  return [path.reduce<JsonObject>((node, step) => node[step] as JsonObject, document as JsonObject), key];
}

/** A copy that shares everything with the document except the path to a place. */
export function withOwnPath(document: JsonObject, pointer: Pointer): JsonObject {
  const copy = { ...document };
  steps(pointer)
    .slice(0, -1)
    .reduce<JsonObject>((node, step) => {
      const value = node[step];
      const own = (Array.isArray(value) ? [...value] : { ...(value as JsonObject) }) as JsonObject;
      node[step] = own;
      return own;
    }, copy);
  return copy;
}

/** Sets the value at a place; `undefined` deletes it. */
export function setAt(document: Json, pointer: Pointer, value: Json | undefined): void {
  const [parent, key] = parentOf(document, pointer);
  if (value === undefined) delete parent[key];
  else parent[key] = value;
}

interface Place {
  value: Json;
  pointer: Pointer;
}

function follow(document: Json, pointer: Pointer): Place | undefined {
  let here: Place = { value: document, pointer: "#" };
  for (const step of steps(pointer)) {
    const next = child(here, step);
    if (next === undefined) return undefined;
    const target = isObject(next.value) ? next.value.$ref : undefined;
    const found = typeof target === "string" ? follow(document, target) : next;
    if (found === undefined) return undefined;
    here = found;
  }
  return here;
}

function child({ value, pointer }: Place, step: string): Place | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  const next = (value as JsonObject)[step];
  return next === undefined ? undefined : { value: next, pointer: join(pointer, step) };
}
