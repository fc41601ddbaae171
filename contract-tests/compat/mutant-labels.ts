/** The labels that mutant-labels.yaml gives each mutant of the contract, independent of the code under test. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Mutant } from "../mutation/spec-mutants.js";

export type Label = "breaking" | "additive" | "neutral" | "refused";

type Relation = "wider" | "narrower";
type Direction = "sent" | "received" | "both";

interface Rule {
  at?: string;
  operator?: string;
  /** The place must be reached in this direction. */
  in?: Direction;
  /** Places that match but are excluded from the rule. */
  unless?: string;
  label: Label | Relation;
  /** @default `label`, reversed */
  backwards?: Label | Relation;
  because: string;
}

interface Labels {
  operations: string[];
  directions: Record<Direction, string[]>;
  rules: Rule[];
}

const { operations, directions, rules }: Labels = parse(
  readFileSync(new URL("mutant-labels.yaml", import.meta.url), "utf8"),
);
const TURNED: Record<Relation, Relation> = { wider: "narrower", narrower: "wider" };

/** The operations and events whose mutants have labels, by their ids. */
export const labelled: ReadonlySet<string> = new Set(operations);

/**
 * What the change to the mutant means, and what the reverse change means.
 *
 * @param mutant its pointer names an error by its code, not by its index
 * @throws Error if no rule covers the mutant
 */
export function labelsOf(mutant: Pick<Mutant, "operator" | "pointer">): {
  forwards: Label;
  backwards: Label;
  because: string;
} {
  const { operator, pointer } = mutant;
  const direction = directionAt(pointer);
  const rule = rules.find((one) => fits(one, operator, pointer, direction));
  if (!rule) throw new Error(`Add a rule to mutant-labels.yaml for: ${operator} at ${pointer}`);
  const { label, backwards = isRelation(label) ? TURNED[label] : label, because } = rule;
  const resolved = (one: Label | Relation): Label => {
    if (!isRelation(one)) return one;
    if (!direction) throw new Error(`Add ${pointer} to mutant-labels.yaml as sent, received or both.`);
    return meaning(one, direction);
  };
  return { forwards: resolved(label), backwards: resolved(backwards), because };
}

function fits({ at, operator, in: inDirection, unless }: Rule, name: string, pointer: string, direction?: Direction) {
  return (
    (!at || new RegExp(at).test(pointer)) &&
    (!operator || new RegExp(operator).test(name)) &&
    (!inDirection || inDirection === direction) &&
    !(unless && new RegExp(unless).test(pointer))
  );
}

function directionAt(pointer: string): Direction | undefined {
  return (["sent", "both", "received"] as const).find((one) =>
    directions[one].some((place) => new RegExp(place).test(pointer)),
  );
}

function meaning(relation: Relation, direction: Direction): Label {
  if (direction === "both") return "breaking";
  return (relation === "wider") === (direction === "sent") ? "additive" : "breaking";
}

function isRelation(label: string): label is Relation {
  return label in TURNED;
}
