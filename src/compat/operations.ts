import { isDeepStrictEqual } from "node:util";
import { add, addRelation, type Context, difference } from "./changes.js";
import { broken, entries, get, isObject, items, type Node, resolved, same, text } from "./document-nodes.js";
import { compareExampleNames, compareOutcomes } from "./examples.js";
import { type CompareSchemas, placeOf } from "./schemas.js";
import { compareCredentials } from "./security.js";
import { compareServers } from "./servers.js";

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

const PATH_PARAMETER = /\{([^{}]*)\}/g;

export interface Operation {
  /** `POST /v3/chats/{chatId}/leave`, or `POST participant.removed`. */
  name: string;
  /** Its name without those of its path parameters: `POST /v3/chats/{}/leave`. They do not change which requests it answers. */
  route: string;
  node: Node;
  /** The path item that it is in. */
  item: Node;
  root: Node;
}

export function operationsUnder(root: Node, section: "paths" | "webhooks"): Operation[] {
  return entries(get(root, section)).flatMap(([path, item]) =>
    entries(item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, node]) => {
        if (!isObject(node.value)) throw broken(node.pointer, "must be an object");
        const name = `${method.toUpperCase()} ${path}`;
        return { name, route: name.replaceAll(PATH_PARAMETER, "{}"), node, item, root };
      }),
  );
}

/** The operation that now answers the requests of the given one. */
export function counterpart(
  { name, route }: Operation,
  before: Operation[],
  after: Operation[],
): Operation | undefined {
  const isOther = (one: Operation) => before.some((known) => known.name === one.name);
  return after.find((one) => one.name === name) ?? after.find((one) => one.route === route && !isOther(one));
}

/**
 * Compares two versions of an operation.
 *
 * @param context whether the reader of the contract sends the requests of the operation, or receives them
 */
export function compareOperations(
  before: Operation,
  after: Operation,
  context: Context,
  schemas: CompareSchemas,
): void {
  const [old, now] = [before.node, after.node];
  const answers: Context = { ...context, direction: context.direction === "sent" ? "received" : "sent" };

  compareNames(old, now, context);
  const oldNames = comparePathParameterNames(before, after, context);
  compareParameters(parametersOf(before), parametersOf(after, oldNames), context, schemas);
  compareRequestBodies(get(old, "requestBody"), get(now, "requestBody"), context, schemas);
  compareResponses(get(old, "responses"), get(now, "responses"), answers, schemas);
  compareCredentials(before, after, context);
  if (context.direction === "sent") {
    compareServers(before, after, context);
    compareIdempotency(get(old, "x-idempotent"), get(now, "x-idempotent"), context);
  }
  compareCallbacks(get(old, "callbacks"), get(now, "callbacks"), context);
  if (get(now, "deprecated").value === true && get(old, "deprecated").value !== true)
    add(context, "deprecated", now.pointer, "was deprecated");
}

/** Generators invent a missing name, and put operations without a tag into a separate group. */
function compareNames(before: Node, after: Node, context: Context): void {
  const [old, now] = [get(before, "operationId"), get(after, "operationId")];
  if (old.value !== now.value)
    add(context, "name-changed", placeOf(old, now).pointer, difference("operationId", old.value, now.value));

  const [groups, others] = [tagsOf(before), tagsOf(after)];
  const place = `${after.pointer}/tags`;
  for (const tag of groups.filter((one) => !others.includes(one)))
    add(context, "name-changed", place, tag === undefined ? "the first tag was added" : `the tag ${tag} was removed`);
  if (groups.every((one) => others.includes(one)))
    for (const tag of others.filter((one) => !groups.includes(one)))
      add(context, "name-added", place, `the tag ${tag} was added`);
}

/** @returns the old name of each path parameter that has a new one */
function comparePathParameterNames(before: Operation, after: Operation, context: Context): Map<string, string> {
  const [old, now] = [pathParametersOf(before), pathParametersOf(after)];
  const oldNames = new Map<string, string>();
  for (const [index, name] of old.entries()) {
    const newName = now[index];
    if (newName === undefined || newName === name) continue;
    oldNames.set(newName, name);
    add(context, "name-changed", before.item.pointer, `the path parameter ${name} was renamed to ${newName}`);
    add(context, "name-added", after.item.pointer, `the path parameter ${newName} was renamed from ${name}`);
  }
  return oldNames;
}

function pathParametersOf({ name }: Operation): string[] {
  return [...name.matchAll(PATH_PARAMETER)].map(([, parameter = ""]) => parameter);
}

function tagsOf(operation: Node): (string | undefined)[] {
  const tags = items(get(operation, "tags")).map(text);
  return tags.length > 0 ? tags : [undefined];
}

function compareIdempotency(before: Node, after: Node, context: Context): void {
  const [was, is] = [before.value === true, after.value === true];
  if (was === is) return;
  const rule = was ? "idempotency-withdrawn" : "idempotency-granted";
  context.changes.add(
    rule,
    "retries",
    placeOf(before, after).pointer,
    difference("x-idempotent", before.value, after.value),
  );
}

function compareCallbacks(before: Node, after: Node, context: Context): void {
  const [old, now] = [new Map(entries(before)), new Map(entries(after))];
  for (const [name, callback] of old) {
    const other = now.get(name);
    if (!other) add(context, "callback-removed", callback.pointer, `the callback ${name} was removed`);
    else if (!same(callback, other)) add(context, "cannot-be-judged", other.pointer, `the callback ${name} changed`);
  }
  for (const [name, { pointer }] of now)
    if (!old.has(name)) add(context, "callback-added", pointer, `the callback ${name} was added`);
}

/** By place and old name, including those of the path item. */
function parametersOf({ node, item }: Operation, oldNames = new Map<string, string>()): Map<string, Node> {
  const all = [...items(get(item, "parameters")), ...items(get(node, "parameters"))];
  return new Map(
    all.map((parameter) => {
      const place = text(get(parameter, "in"));
      const name = text(get(parameter, "name"));
      if (place === "path") return [`path ${oldNames.get(name) ?? name}`, parameter];
      return [`${place} ${place === "header" ? name.toLowerCase() : name}`, parameter];
    }),
  );
}

function headersOf(response: Node): Map<string, Node> {
  return new Map(entries(get(response, "headers")).map(([name, header]) => [`header ${name.toLowerCase()}`, header]));
}

/** How a value is serialized. The default of `style` depends on where the parameter is, and that of `explode` on `style`. */
function serializationOf(parameter: Node): Record<string, unknown> {
  const written = (keyword: string) => get(parameter, keyword).value;
  const style = written("style") ?? (["query", "cookie"].includes(`${written("in")}`) ? "form" : "simple");
  return {
    style,
    explode: written("explode") ?? style === "form",
    allowReserved: written("allowReserved") ?? false,
    allowEmptyValue: written("allowEmptyValue") ?? false,
    content: resolved(get(parameter, "content")),
  };
}

/** Whether no value is a list or an object: `explode` affects only those. */
function isScalar({ value }: Node): boolean {
  if (!isObject(value) || value.type === undefined) return false;
  return ![value.type].flat().some((type) => type === "array" || type === "object");
}

function compareParameters(
  before: Map<string, Node>,
  after: Map<string, Node>,
  context: Context,
  schemas: CompareSchemas,
): void {
  for (const [name, old] of before) {
    const now = after.get(name);
    if (!now) {
      add(context, "parameter-removed", old.pointer, `the ${spoken(name)} was removed`);
      continue;
    }
    addRelation(
      context,
      requirement(old, now),
      `${now.pointer}/required`,
      `the ${spoken(name)} is now ${isRequired(now) ? "required" : "optional"}`,
    );
    schemas(get(old, "schema"), get(now, "schema"), context);
    const [was, is] = [serializationOf(old), serializationOf(now)];
    for (const keyword of Object.keys(was)) {
      if (keyword === "explode" && (isScalar(get(old, "schema")) || isScalar(get(now, "schema")))) continue;
      const { pointer } = placeOf(get(old, keyword), get(now, keyword));
      if (!isDeepStrictEqual(was[keyword], is[keyword]))
        add(context, "cannot-be-judged", pointer, `${keyword} of the ${spoken(name)} changed`);
    }
    if (context.direction === "sent") compareExampleNames(old, now, context);
  }
  for (const [name, now] of after) {
    if (before.has(name)) continue;
    const isDemanded = context.direction === "sent" && isRequired(now);
    add(
      context,
      isDemanded ? "accepts-less" : "parameter-added",
      now.pointer,
      `the ${spoken(name)}${isDemanded ? ", which is required," : ""} was added`,
    );
  }
}

/** `path chatId` → `path parameter chatId`, `header retry-after` → `header retry-after`. */
function spoken(name: string): string {
  return name.startsWith("header ") ? name : name.replace(" ", " parameter ");
}

function isRequired(node: Node): boolean {
  return get(node, "required").value === true;
}

function requirement(before: Node, after: Node): "narrower" | "wider" | undefined {
  if (isRequired(before) === isRequired(after)) return undefined;
  return isRequired(after) ? "narrower" : "wider";
}

function compareRequestBodies(before: Node, after: Node, context: Context, schemas: CompareSchemas): void {
  if (before.value === undefined && after.value === undefined) return;
  if (after.value === undefined) {
    add(context, "body-removed", before.pointer, "the body was removed");
  } else if (before.value === undefined) {
    const rule = context.direction === "sent" && isRequired(after) ? "accepts-less" : "body-added";
    add(context, rule, after.pointer, `${isRequired(after) ? "a required" : "an optional"} body was added`);
  } else {
    const message = `the body is now ${isRequired(after) ? "required" : "optional"}`;
    addRelation(context, requirement(before, after), `${after.pointer}/required`, message);
    compareContents(before, after, context, schemas);
  }
}

function compareContents(before: Node, after: Node, context: Context, schemas: CompareSchemas): void {
  const [old, now] = [new Map(entries(get(before, "content"))), new Map(entries(get(after, "content")))];
  for (const [type, media] of old) {
    const other = now.get(type);
    if (!other) {
      add(context, "body-removed", media.pointer, `a body of type ${type} was removed`);
      continue;
    }
    schemas(get(media, "schema"), get(other, "schema"), context);
    const [one, another] = [get(media, "encoding"), get(other, "encoding")];
    if (!same(one, another))
      add(context, "cannot-be-judged", placeOf(one, another).pointer, `encoding of ${type} changed`);
  }
  for (const [type, media] of now)
    if (!old.has(type)) add(context, "body-added", media.pointer, `a body of type ${type} was added`);
}

/** A response that was not listed was described by its range, `4XX`, or by `default`. */
function compareResponses(before: Node, after: Node, context: Context, schemas: CompareSchemas): void {
  const [old, now] = [new Map(entries(before)), new Map(entries(after))];
  for (const [status, response] of old) {
    const other = now.get(status);
    if (!other) {
      add(context, "response-removed", `${before.pointer}/${status}`, `the response ${status} was removed`);
      continue;
    }
    compareResponse(response, other, context, schemas);
    if (context.direction === "received") compareOutcomes(get(response, "content"), get(other, "content"), context);
  }
  const hadSuccess = [...old.keys()].some(isSuccess);
  for (const [status, response] of now) {
    if (old.has(status)) continue;
    const general = old.get(`${status[0]}XX`) ?? old.get("default");
    if (general) compareResponse(general, response, context, schemas);
    const addition = isSuccess(status) && hadSuccess ? "success-added" : "error-added";
    const rule = context.direction === "sent" ? "answer-added" : addition;
    add(context, rule, `${after.pointer}/${status}`, `the response ${status} was added`);
  }
}

function isSuccess(status: string): boolean {
  return status.startsWith("2");
}

function compareResponse(before: Node, after: Node, context: Context, schemas: CompareSchemas): void {
  compareParameters(headersOf(before), headersOf(after), context, schemas);
  const [old, now] = [get(before, "content"), get(after, "content")];
  if (context.direction === "sent" && old.value === undefined && now.value !== undefined) {
    add(context, "accepts-less", now.pointer, "a body was added");
  } else {
    compareContents(before, after, context, schemas);
  }
  const [links, others] = [get(before, "links"), get(after, "links")];
  if (!same(links, others)) add(context, "cannot-be-judged", placeOf(links, others).pointer, "links changed");
}
