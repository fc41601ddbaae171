import { type Audience, type Direction, type Level, type Relation, RULES, type RuleName, ruleFor } from "./rules.js";

/** One difference, and what it means. */
export interface Change {
  level: Level;
  audiences: Audience[];
  rule: RuleName;
  /** A JSON pointer into the new contract, or into the old one if the place no longer exists. */
  place: string;
  /** What changed there. */
  message: string;
  /** Why it has this level. */
  reason: string;
}

/** Who is affected by a part of the contract, and in which direction it travels. */
export interface Context {
  audience: Audience;
  direction: Direction;
  changes: Changes;
}

/** Collects changes. A change to a component that is used in several places counts once. */
export class Changes {
  readonly #found = new Map<string, Change>();

  add(rule: RuleName, audience: Audience | undefined, place: string, message: string): void {
    const key = JSON.stringify([rule, place, message]);
    const known = this.#found.get(key) ?? { ...RULES[rule], audiences: [], rule, place, message };
    if (audience && !known.audiences.includes(audience)) known.audiences.push(audience);
    this.#found.set(key, known);
  }

  get list(): Change[] {
    return [...this.#found.values()];
  }
}

export function add({ changes, audience }: Context, rule: RuleName, place: string, message: string): void {
  changes.add(rule, audience, place, message);
}

/** Adds a change if a place now allows more, less or something different. */
export function addRelation(context: Context, relation: Relation | undefined, place: string, message: string): void {
  if (relation) add(context, ruleFor(relation, context.direction), place, message);
}

/** `pattern changed from "a" to "b"`, `pattern "a" was added`, `pattern "a" was removed`. */
export function difference(what: string, before: unknown, after: unknown): string {
  if (before === undefined) return `${what} ${shown(after)} was added`;
  if (after === undefined) return `${what} ${shown(before)} was removed`;
  return `${what} changed from ${shown(before)} to ${shown(after)}`;
}

const LONGEST = 60;

export function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > LONGEST ? `${json.slice(0, LONGEST - 1)}…` : json;
}
