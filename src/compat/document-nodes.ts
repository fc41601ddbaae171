/** An OpenAPI document in memory, walked node by node with its references followed. */
import { isDeepStrictEqual } from "node:util";

export type JsonObject = Record<string, unknown>;

/** Thrown for a document that cannot be compared: broken, not OpenAPI, or about a different API. The message says why. */
export class IncomparableError extends Error {
  override readonly name = "IncomparableError";
}

/** A place in a document and its value, if it has one. */
export interface Node {
  document: JsonObject;
  /** As a URI fragment, `#/components/schemas/ErrorCode`. */
  pointer: string;
  value: unknown;
  /** The places that a merged value comes from. A member that is unchanged at one of them is located there. */
  sources?: Node[];
}

const VERSION = /^3\.[01]\.\d+/;
/** Keywords that assert nothing. */
export const NOTES =
  /^(?:title|description|summary|examples?|externalDocs|default|deprecated|readOnly|writeOnly|\$comment|x-.+)$/;
/** Members that hold data rather than OpenAPI: a `$ref` inside them is not a reference. */
export const DATA = new Set(["example", "value", "default", "const", "enum"]);

/**
 * The root of a document, after checking, as far as a comparison requires, that it is OpenAPI 3.0 or 3.1.
 *
 * @param name the document's name in messages, such as its file
 * @throws IncomparableError if it is not, or has a reference without a target
 */
export function contract(document: unknown, name: string): Node {
  if (isObject(document) && document.swagger !== undefined) {
    throw new IncomparableError(
      `${name} is Swagger ${document.swagger}; only OpenAPI 3.0 and 3.1 can be compared. Convert it first, for example with: npx swagger2openapi`,
    );
  }
  if (!isObject(document) || typeof document.openapi !== "string") {
    throw new IncomparableError(`${name} is not an OpenAPI document: it has no "openapi" version.`);
  }
  if (!VERSION.test(document.openapi)) {
    throw new IncomparableError(`${name} is OpenAPI ${document.openapi}; only 3.0 and 3.1 can be compared.`);
  }
  const root: Node = { document, pointer: "#", value: document };
  try {
    refuseCircles(document);
    for (const member of ["title", "version"]) {
      const { value } = get(root, "info", member);
      if (value === undefined) throw broken(`#/info/${member}`, "is missing");
      if (typeof value !== "string") throw broken(`#/info/${member}`, "must be a string, in quotes if it is a number");
    }
    if (!isObject(document.paths) && !isObject(document.webhooks)) throw broken("#/paths", "is missing");
    for (const server of items(get(root, "servers"))) text(get(server, "url"));
    followAll(root, document);
    return root;
  } catch (error) {
    if (error instanceof IncomparableError) error.message = `${name}: ${error.message}`;
    throw error;
  }
}

export function get(node: Node, ...steps: string[]): Node {
  return steps.reduce(child, node);
}

/** The members of an object, with references followed; empty if there is no object. */
export function entries(node: Node): [name: string, member: Node][] {
  if (node.value === undefined) return [];
  if (!isObject(node.value)) throw broken(node.pointer, "must be an object");
  return Object.keys(node.value).map((name) => [name, child(node, name)]);
}

/** The items of a list, with references followed; empty if there is no list. */
export function items(node: Node): Node[] {
  if (node.value === undefined) return [];
  if (!Array.isArray(node.value)) throw broken(node.pointer, "must be a list");
  return node.value.map((_, index) => child(node, `${index}`));
}

export function text(node: Node): string {
  if (typeof node.value !== "string") throw broken(node.pointer, "must be a string");
  return node.value;
}

/** The value of a node in a normal form: its members are sorted, and the first of several references to one target is replaced by it. */
export function resolved({ document, value }: Node, seen = new Set<string>()): unknown {
  const part = (one: unknown) => resolved({ document, pointer: "", value: one }, seen);
  if (Array.isArray(value)) return value.map(part);
  if (!isObject(value)) return value;
  const { $ref, ...beside } = value;
  const isReference = typeof $ref === "string";
  const members = Object.entries(isReference ? beside : value).sort(([one], [other]) => (one < other ? -1 : 1));
  const own = Object.fromEntries(members.map(([key, one]) => [key, part(one)]));
  if (!isReference) return own;
  // Replacing all of them would take exponential time, and would never end in a circle.
  if (seen.has($ref)) return { ...own, $ref };
  seen.add($ref);
  const found = part(follow(document, $ref).value);
  return isObject(found) ? together(found, own) : found;
}

/** Whether two nodes are equal once their references are resolved. */
export function same(one: Node, other: Node): boolean {
  return isDeepStrictEqual(resolved(one), resolved(other));
}

export function broken(pointer: string, problem: string): IncomparableError {
  return new IncomparableError(`${pointer} ${problem}, so this is not valid OpenAPI.`);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function child(node: Node, step: string): Node {
  return target(member(node, step));
}

/** A member as written: a reference is not followed. */
export function member({ document, pointer, value, sources = [] }: Node, step: string): Node {
  const own = { document, pointer: `${pointer}/${escaped(step)}`, value: memberOf(value, step) };
  const found = sources.map((source) => member(source, step)).filter((one) => one.value !== undefined);
  if (found.length === 0) return own;
  return found.findLast((one) => one.value === own.value) ?? { ...own, sources: found };
}

function memberOf(value: unknown, step: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, step) ? value[step as never] : undefined;
}

/** The target of a reference. OpenAPI 3.1 allows further keywords next to a reference, which then count too. */
function target(node: Node, seen: string[] = []): Node {
  if (!isObject(node.value) || typeof node.value.$ref !== "string") return node;
  const { $ref, ...beside } = node.value;
  if (seen.includes($ref as string)) throw broken(node.pointer, `refers to itself via ${$ref}`);
  const found = target(follow(node.document, $ref as string), [...seen, $ref as string]);
  if (Object.keys(beside).length === 0 || !isObject(found.value)) return found;
  return { ...node, value: together(found.value, beside), sources: [found] };
}

/**
 * The target of a reference and the keywords next to it: notes replace the target's, all others apply in addition. Those that cannot be
 * added to the target's become one more part of `allOf`.
 */
function together(found: JsonObject, beside: JsonObject): JsonObject {
  const whole: JsonObject = { ...found };
  const part: JsonObject = {};
  for (const [keyword, own] of Object.entries(beside)) {
    const other = Object.hasOwn(found, keyword) ? found[keyword] : undefined;
    if (other === undefined || NOTES.test(keyword)) whole[keyword] = own;
    else if (keyword === "required" || keyword === "allOf") whole[keyword] = [...new Set([other, own].flat())];
    else if (keyword === "properties" && areApart(other, own)) whole[keyword] = { ...other, ...(own as JsonObject) };
    else part[keyword] = own;
  }
  return Object.keys(part).length === 0 ? whole : { ...whole, allOf: [whole.allOf ?? [], part].flat() };
}

/** Whether two objects share no name. */
function areApart(one: unknown, other: unknown): one is JsonObject {
  return isObject(one) && isObject(other) && Object.keys(other).every((name) => !Object.hasOwn(one, name));
}

function follow(document: JsonObject, reference: string): Node {
  if (!reference.startsWith("#")) {
    throw new IncomparableError(
      `it refers to another file, ${reference}. Bundle it first, for example with: npx @redocly/cli bundle`,
    );
  }
  const steps = reference.split("/").slice(1);
  let value: unknown = document;
  for (const step of steps) {
    const key = decoded(step).replaceAll("~1", "/").replaceAll("~0", "~");
    value = memberOf(value, key);
  }
  if (value === undefined || steps.length === 0) {
    throw new IncomparableError(`it refers to ${reference}, which does not exist, so this is not valid OpenAPI.`);
  }
  return { document, pointer: reference, value };
}

/** A step that cannot be decoded names nothing. */
function decoded(step: string): string {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** A YAML alias can make a node contain itself. */
function refuseCircles(value: unknown, pointer = "#", around = new Map<unknown, string>()): void {
  if (typeof value !== "object" || value === null) return;
  const outer = around.get(value);
  if (outer !== undefined) throw broken(pointer, `is an alias of ${outer}, which contains it`);
  around.set(value, pointer);
  for (const [key, one] of Object.entries(value)) refuseCircles(one, `${pointer}/${escaped(key)}`, around);
  around.delete(value);
}

function followAll(root: Node, value: unknown): void {
  if (Array.isArray(value)) for (const one of value) followAll(root, one);
  if (!isObject(value)) return;
  if (typeof value.$ref === "string") follow(root.document, value.$ref);
  for (const [key, one] of Object.entries(value)) if (!DATA.has(key)) followAll(root, one);
}

function escaped(step: string): string {
  return step.replaceAll("~", "~0").replaceAll("/", "~1");
}
