/**
 * A document reduced to the operations that can see a mutant, so that a verdict costs the same however many operations there are.
 * Whatever only other operations use is left out: components, entries of the error catalogue, examples of shared parameters.
 */
import {
  isObject,
  type Json,
  type JsonObject,
  nodesOf,
  objectAt,
  type Pointer,
  placeAbove,
  valueAt,
} from "./json-pointers.js";
import { METHODS, type Operation, operations, outcomesOf, type Spec, webhooks } from "./openapi.js";

/** Some of the operations of a document, and how to cut the document, or a mutant of it, to them. */
export interface Slice {
  /** Of operations and webhooks. */
  ids: string[];
  cut(mutant: Spec): Spec;
}

export interface Slices {
  /** Of all operations and webhooks. */
  ids: string[];
  /** All operations that can see the node: those that are it, contain it, or refer to it. */
  seenBy(node: Pointer): string[];
  of(ids: string[]): Slice;
}

interface Part extends Operation {
  components: Set<Pointer>;
}

export function slices(spec: Spec): Slices {
  const parts = [...operations(spec), ...webhooks(spec)].map((operation): Part => {
    const { parameters = null } = objectAt(spec, placeAbove(operation.pointer));
    return { ...operation, components: componentsOf(spec, [objectAt(spec, operation.pointer), parameters]) };
  });
  const known = new Map<string, Slice>();

  return {
    ids: parts.map(({ id }) => id),
    seenBy: (node) => partsThatSee(parts, node).map(({ id }) => id),
    of: (ids) => {
      const key = ids.join();
      const slice = known.get(key) ?? { ids, cut: cutter(parts, ids) };
      known.set(key, slice);
      return slice;
    },
  };
}

function partsThatSee(parts: Part[], node: Pointer): Part[] {
  const component = /^#\/components\/[^/]+\/[^/]+/.exec(node)?.[0];
  const candidates = component
    ? [parts.filter(({ components }) => components.has(component))]
    : [
        parts.filter(({ pointer }) => isWithin(node, pointer)),
        parts.filter(({ pointer }) => isWithin(pointer, node)),
        parts.filter(({ pointer }) => isWithin(node, placeAbove(pointer))),
      ];
  return candidates.find((found) => found.length > 0) ?? parts;
}

function cutter(parts: Part[], ids: string[]): Slice["cut"] {
  const dropped = parts.filter(({ id }) => !ids.includes(id));
  const theirs = {
    components: new Set(dropped.flatMap(({ components }) => [...components])),
    statuses: statusesOf(dropped),
    outcomes: namesOf(dropped),
  };

  return (mutant) => {
    const rest = { ...mutant };
    for (const root of ["paths", "webhooks"] as const) {
      const items = rest[root];
      const gone = dropped.filter(({ pointer }) => isWithin(pointer, `#/${root}`));
      if (isObject(items)) rest[root] = itemsWithout(items, gone);
    }
    const used = componentsOf(mutant, [rest.paths ?? null, rest.webhooks ?? null]);
    rest.components = componentsWhere(mutant, (place) => used.has(place) || !theirs.components.has(place));

    // A mutant shares its nodes with the document, and its readers may modify it.
    const copy = structuredClone(rest);
    const kept = [...operations(copy), ...webhooks(copy)];
    const [statuses, outcomes] = [statusesOf(kept), namesOf(kept)];
    keepErrorCodes(copy, ({ status }) => statuses.has(Number(status)) || !theirs.statuses.has(Number(status)));
    keepExamples(copy, (name) => outcomes.has(name) || !theirs.outcomes.has(name));
    return copy;
  };
}

function itemsWithout(items: JsonObject, gone: Part[]): JsonObject {
  const left = Object.entries(items).flatMap(([path, item]): [string, Json][] => {
    const methods = gone.filter((one) => one.path === path).map(({ method }) => method.toLowerCase());
    if (methods.length === 0 || !isObject(item)) return [[path, item]];
    const others = Object.entries(item).filter(([key]) => !methods.includes(key));
    return others.some(([key]) => METHODS.includes(key)) ? [[path, Object.fromEntries(others)]] : [];
  });
  return Object.fromEntries(left);
}

function componentsWhere(spec: Spec, isKept: (place: Pointer) => boolean): JsonObject {
  const kinds = Object.entries(objectAt(spec, "#/components")).map(([kind, named]): [string, Json] => [
    kind,
    isObject(named)
      ? Object.fromEntries(Object.entries(named).filter(([name]) => isKept(`#/components/${kind}/${name}`)))
      : named,
  ]);
  return Object.fromEntries(kinds.filter(([, named]) => !isObject(named) || Object.keys(named).length > 0));
}

/** The components that the nodes refer to, directly or indirectly. */
function componentsOf(spec: Spec, nodes: Json[]): Set<Pointer> {
  const found = new Set<Pointer>();
  const visit = (node: Json) => {
    for (const { key, value } of nodesOf(node)) {
      if (key !== "$ref" || typeof value !== "string" || found.has(value)) continue;
      found.add(value);
      visit(valueAt(spec, value) ?? null);
    }
  };
  for (const node of nodes) visit(node);
  return found;
}

function statusesOf(parts: Operation[]): Set<number> {
  return new Set(parts.flatMap(({ responses }) => responses.map(({ status }) => status)));
}

function namesOf(parts: Operation[]): Set<string> {
  return new Set(parts.flatMap(outcomesOf).map(({ name }) => name));
}

function keepErrorCodes(spec: Spec, isKept: (entry: JsonObject) => boolean): void {
  for (const schema of Object.values(objectAt(spec, "#/components/schemas")).filter(isObject)) {
    const codes = schema["x-error-codes"];
    if (Array.isArray(codes)) schema["x-error-codes"] = codes.filter((one) => !isObject(one) || isKept(one));
  }
}

function keepExamples(spec: Spec, isKept: (name: string) => boolean): void {
  for (const parameter of Object.values(objectAt(spec, "#/components/parameters")).filter(isObject)) {
    if (!isObject(parameter.examples)) continue;
    const all = Object.entries(parameter.examples);
    const kept = all.filter(([name]) => isKept(name));
    parameter.examples = Object.fromEntries(kept.length > 0 ? kept : all.slice(0, 1));
  }
}

function isWithin(node: Pointer, place: Pointer): boolean {
  return node === place || node.startsWith(`${place}/`);
}
