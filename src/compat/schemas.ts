import { isDeepStrictEqual } from "node:util";
import { partsOf, withoutAllOf } from "./all-of.js";
import { add, addRelation, type Context, difference, shown } from "./changes.js";
import { DATA, entries, get, isObject, items, member, type Node, resolved, same } from "./document-nodes.js";
import { compareErrorCodes } from "./error-codes.js";
import { normalized, relationOf } from "./keywords.js";
import type { Direction, RuleName } from "./rules.js";

/** Compares what two schemas allow. Each pair of places is compared once per direction and audience. */
export type CompareSchemas = (before: Node, after: Node, context: Context) => void;

export function schemaComparison(): CompareSchemas {
  const compared = new Set<string>();
  const waiting: Parameters<CompareSchemas>[] = [];

  /** Not by recursion: in a large contract, a chain of references can be longer than the stack allows. */
  return function compare(before, after, context) {
    const key = JSON.stringify([before.pointer, after.pointer, context.direction, context.audience]);
    if (compared.has(key)) return;
    compared.add(key);
    waiting.push([before, after, context]);
    if (waiting.length > 1) return;
    for (const next of waiting) compareOne(...next, compare);
    waiting.length = 0;
  };
}

function compareOne(before: Node, after: Node, context: Context, compare: CompareSchemas): void {
  if (isAnything(before) || isAnything(after)) {
    if (!isAnything(after)) addRelation(context, "narrower", after.pointer, "the schema was added");
    if (!isAnything(before)) addRelation(context, "wider", before.pointer, "the schema was removed");
    return;
  }
  const [old, now] = [withoutAllOf(before), withoutAllOf(after)];
  if (!old || !now) {
    compareKeywords(before, after, context, compare);
    return;
  }
  compareKeywords(old, now, context, compare);
  // Generated code has a type for each component, even if another part makes up for what it loses.
  const parts = new Map(partsOf(after).map((part) => [part.pointer, part]));
  for (const part of partsOf(before).filter(isComponent)) {
    const other = parts.get(part.pointer);
    if (other) compare(part, other, context);
  }
}

function compareKeywords(before: Node, after: Node, context: Context, compare: CompareSchemas): void {
  compareAssertions(before, after, context);
  compareRequired(before, after, context);
  compareMembers(before, after, context, compare);
  compareParts(before, after, context, compare);
  compareDiscriminators(before, after, context);
  compareNotes(before, after, context);
  compareErrorCodes(get(before, "x-error-codes"), get(after, "x-error-codes"), context);
}

function isAnything({ value }: Node): boolean {
  return value === undefined || value === true;
}

/** Keywords that hold subschemas, which are compared separately; `required` is compared name by name. */
const SCHEMAS = ["items", "additionalProperties", "propertyNames", "contains"];
const ALTERNATIVES = ["allOf", "anyOf", "oneOf"];
const STRUCTURE = new Set([...SCHEMAS, ...ALTERNATIVES, "properties", "required"]);

function compareAssertions(before: Node, after: Node, context: Context): void {
  const [old, now] = [assertionsOf(before), assertionsOf(after)];
  for (const keyword of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(keyword), now.get(keyword)];
    const message = difference(keyword, only(was), only(is));
    addRelation(context, relationOf(keyword, was, is), placeOfKeyword(keyword, before, after), message);
  }
}

function assertionsOf(schema: Node): Map<string, unknown> {
  return new Map(Object.entries(normalized(resolvedOutside(schema))));
}

/** The keywords that are compared by value. */
function resolvedOutside({ document, pointer, value }: Node): unknown {
  if (!isObject(value)) return value;
  const own = Object.entries(value).filter(([keyword]) => !STRUCTURE.has(keyword));
  return Object.fromEntries(
    own.map(([keyword, one]) => [keyword, DATA.has(keyword) ? one : resolved({ document, pointer, value: one })]),
  );
}

/** A list of one type is shown as the type. */
function only(argument: unknown): unknown {
  return Array.isArray(argument) && argument.length === 1 ? argument[0] : argument;
}

function compareRequired(before: Node, after: Node, context: Context): void {
  const [old, now] = [requiredBy(before), requiredBy(after)];
  for (const name of now.filter((one) => !old.includes(one)))
    addRelation(context, "narrower", placeOfRequired(name, after), `${name} is now required`);
  const writer = before.sources ? before : after;
  for (const name of old.filter((one) => !now.includes(one)))
    addRelation(context, "wider", placeOfRequired(name, writer), `${name} is no longer required`);
}

function placeOfRequired(name: string, schema: Node): string {
  const source = schema.sources?.find((one) => requiredBy(one).includes(name));
  return source ? placeOfRequired(name, source) : member(schema, "required").pointer;
}

function requiredBy(schema: Node): string[] {
  const { value } = schema;
  return isObject(value) && Array.isArray(value.required) ? value.required.map(String) : [];
}

/** The keyword that excludes a member from what travels in a direction, even if it is required. */
const EXCLUDES: Record<Direction, string> = { sent: "readOnly", received: "writeOnly" };

function compareMembers(before: Node, after: Node, context: Context, compare: CompareSchemas): void {
  const [old, now] = [new Map(membersOf(before)), new Map(membersOf(after))];
  const keyword = EXCLUDES[context.direction];
  for (const [name, one] of old) {
    const other = now.get(name);
    if (!other) {
      add(context, "member-removed", one.pointer, `the member ${name} was removed`);
      continue;
    }
    const [was, is] = [withoutAllOf(one) ?? one, withoutAllOf(other) ?? other];
    const isExcluded = get(is, keyword).value === true;
    if (isExcluded === (get(was, keyword).value === true)) {
      compare(one, other, context);
      continue;
    }
    const rule = isExcluded ? "member-removed" : ruleForNewMember(name, before, after, context);
    const message = `the member ${qualified(name, rule)} is ${isExcluded ? "now" : "no longer"} ${keyword}`;
    add(context, rule, placeOfKeyword(keyword, was, is), message);
  }
  for (const [name, { pointer }] of now) {
    if (old.has(name)) continue;
    const rule = ruleForNewMember(name, before, after, context);
    const where = rule === "promises-less" ? " to a closed object" : "";
    add(context, rule, pointer, `the member ${qualified(name, rule)} was added${where}`);
  }
}

function qualified(name: string, rule: RuleName): string {
  return rule === "accepts-less" ? `${name}, which is required,` : name;
}

function ruleForNewMember(name: string, before: Node, after: Node, { direction }: Context): RuleName {
  if (direction === "sent" && requiredBy(after).includes(name)) return "accepts-less";
  return direction === "received" && isClosed(before) ? "promises-less" : "member-added";
}

function membersOf(schema: Node): [string, Node][] {
  return isObject(schema.value) ? entries(get(schema, "properties")) : [];
}

function isClosed({ value }: Node): boolean {
  return isObject(value) && value.additionalProperties === false;
}

function compareParts(before: Node, after: Node, context: Context, compare: CompareSchemas): void {
  for (const keyword of SCHEMAS) {
    const [old, now] = [get(before, keyword), get(after, keyword)];
    const isFalse = [old.value === false, now.value === false];
    if (isFalse[0] !== isFalse[1]) {
      const message = difference(keyword, old.value, now.value);
      addRelation(context, isFalse[0] ? "wider" : "narrower", placeOf(old, now).pointer, message);
    } else if (old.value !== undefined || now.value !== undefined) compare(old, now, context);
  }
  for (const keyword of ALTERNATIVES) {
    const [old, now] = [get(before, keyword), get(after, keyword)];
    if (old.value === undefined && now.value === undefined) continue;
    const { pairs, removed, added } = matched(items(old), items(now));
    for (const pair of pairs) compare(...pair, context);
    // Each part of allOf narrows. One more alternative widens, unless it is the first.
    const adds = keyword === "allOf" || old.value === undefined ? "narrower" : "wider";
    const removes = keyword === "allOf" || now.value === undefined ? "wider" : "narrower";
    for (const { pointer } of added) addRelation(context, adds, pointer, `was added to ${keyword}`);
    for (const part of removed) {
      // Whether other parts have its members is unknown.
      const relation =
        keyword === "allOf" && partsOf(part).some((one) => membersOf(one).length > 0) ? "other" : removes;
      addRelation(context, relation, part.pointer, `was removed from ${keyword}`);
    }
  }
}

function isComponent({ pointer }: Node): boolean {
  return pointer.startsWith("#/components/") && pointer.split("/").length === 4;
}

/** Pairs parts that are equal or the same component, then the rest in order. */
function matched(before: Node[], after: Node[]): { pairs: [Node, Node][]; removed: Node[]; added: Node[] } {
  const pairs: [Node, Node][] = [];
  let removed = before;
  let added = after;
  for (const fits of [
    (one: Node, other: Node) => one.pointer === other.pointer && isComponent(one),
    same,
    () => true,
  ]) {
    const rest: Node[] = [];
    for (const one of removed) {
      const other = added.find((candidate) => fits(one, candidate));
      if (!other) {
        rest.push(one);
        continue;
      }
      pairs.push([one, other]);
      added = added.toSpliced(added.indexOf(other), 1);
    }
    removed = rest;
  }
  return { pairs, removed, added };
}

function compareDiscriminators(before: Node, after: Node, context: Context): void {
  const [old, now] = [get(before, "discriminator"), get(after, "discriminator")];
  if (old.value === undefined && now.value === undefined) return;
  const { pointer } = placeOf(old, now);
  if (old.value === undefined) {
    add(context, "discriminator-added", pointer, "a discriminator was added");
    return;
  }
  const [was, is] = [get(old, "propertyName").value, get(now, "propertyName").value];
  if (was !== is) {
    add(context, "discriminator-changed", pointer, difference("the discriminating member", was, is));
    return;
  }
  const meanings = new Map(mappingOf(after));
  for (const [value, alternative] of mappingOf(before)) {
    if (meanings.get(value) === alternative) continue;
    const message = difference(`discriminator value ${shown(value)}: alternative`, alternative, meanings.get(value));
    add(context, "discriminator-changed", pointer, message);
  }
}

/** The value that selects each alternative: from the mapping, else the component's name. */
function mappingOf(schema: Node): [value: string, alternative: string][] {
  const mapped = entries(get(schema, "discriminator", "mapping")).map(
    ([value, { value: to }]) => [value, nameOf(`${to}`)] as const,
  );
  const alternatives = [...items(get(schema, "oneOf")), ...items(get(schema, "anyOf"))].map(({ pointer }) =>
    nameOf(pointer),
  );
  const unmapped = alternatives.filter((name) => !mapped.some(([, alternative]) => alternative === name));
  return [
    ...mapped.map(([value, name]): [string, string] => [value, name]),
    ...unmapped.map((name): [string, string] => [name, name]),
  ];
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/") + 1);
}

/** Annotations that clients rely on. */
function compareNotes(before: Node, after: Node, context: Context): void {
  const placeOfNote = (keyword: string) => placeOfKeyword(keyword, before, after);
  const [old, now] = [before.value, after.value].map((value) => (isObject(value) ? value : {})) as [
    Record<string, unknown>,
    Record<string, unknown>,
  ];
  if (now.deprecated === true && old.deprecated !== true)
    add(context, "deprecated", placeOfNote("deprecated"), "was deprecated");

  // If this is a member, compareMembers() has judged it.
  const excludes = EXCLUDES[context.direction];
  if ((old[excludes] === true) !== (now[excludes] === true))
    add(context, "cannot-be-judged", placeOfNote(excludes), difference(excludes, old[excludes], now[excludes]));

  // Senders omit a value that is the default.
  if (context.direction === "sent" && old.default !== undefined && !isDeepStrictEqual(old.default, now.default))
    add(context, "default-changed", placeOfNote("default"), difference("default", old.default, now.default));

  const [known, listed] = [old, now].map((one) =>
    Array.isArray(one["x-extensible-enum"]) ? one["x-extensible-enum"] : [],
  ) as [unknown[], unknown[]];
  const values = placeOfNote("x-extensible-enum");
  for (const value of listed.filter((one) => !known.includes(one)))
    add(context, "value-added", values, `the value ${shown(value)} was added`);
  if (context.direction === "sent")
    for (const value of known.filter((one) => !listed.includes(one)))
      add(context, "accepts-less", values, `the value ${shown(value)} was removed`);
}

/** The place in the new contract, or in the old one if the new one has none. */
export function placeOf(before: Node, after: Node): Node {
  return after.value === undefined ? before : after;
}

/** The place of a keyword. If a merged schema no longer has it, that is its old place, because only some of the merged parts had it. */
function placeOfKeyword(keyword: string, before: Node, after: Node): string {
  const [old, now] = [member(before, keyword), member(after, keyword)];
  return (before.sources ? placeOf(old, now) : now).pointer;
}
