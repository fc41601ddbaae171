/** Compares the contract's prose with the vendor's. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { specDefect } from "../engine/findings.js";
import type { Pointer } from "../engine/json-pointers.js";
import type { Spec } from "../engine/openapi.js";
import { onOneLine, proseOf, turnedClaims } from "../engine/prose.js";
import { slices } from "../engine/slices.js";
import { hasSecondSource } from "../vendor/sources.js";
import { type Check, check } from "./check.js";

interface Fact {
  fact: string;
  source: "reference" | "platform" | "inferred" | "ours";
  /** Where we repeat it: a pointer into the contract, as in {@link proseOf}, or a file name. */
  stated: Record<string, string>;
  /** Numbers of our own that a statement adds to those of the fact. */
  figures?: number[];
}

export const facts: Fact[] = parse(readFileSync(new URL("../vendor/prose.yaml", import.meta.url), "utf8"));

/** Checks that each text in the contract states its facts and makes no other claims. */
export function proseChecks(spec: Spec): Check[] {
  const prose = checkedProse(spec);
  return placesOf(spec, prose).map((place) =>
    check(`${place} states the vendor's facts and no others`, () =>
      deviationsAt(place, prose).map((one) => specDefect(place, "what is documented", one)),
    ),
  );
}

/** What the prose claims without a fact, and what it omits. */
export function proseDeviations(spec: Spec): string[] {
  const prose = checkedProse(spec);
  return placesOf(spec, prose).flatMap((place) => deviationsAt(place, prose).map((one) => `${place} ${one}`));
}

/** The prose about operations with a second source. Prose about other operations only, such as a chat id for their errors, is left out. */
export function checkedProse(spec: Spec): Map<Pointer, string> {
  const { ids, of } = slices(spec);
  const checked = ids.filter(hasSecondSource);
  return proseOf(checked.length < ids.length ? of(checked).cut(spec) : spec);
}

/** The places that have, or should have, text. */
export function placesOf(spec: Spec, prose: Map<Pointer, string>): Pointer[] {
  const { seenBy } = slices(spec);
  const stated = facts.flatMap((fact) => Object.keys(fact.stated)).filter((place) => place.startsWith("#"));
  return [...new Set([...prose.keys(), ...stated])].filter((place) => seenBy(place).some(hasSecondSource));
}

/** What the text at a place claims without a fact, and what it omits. */
export function deviationsAt(place: Pointer, prose: Map<Pointer, string>): string[] {
  const text = prose.get(place) ?? "";
  const missing = facts
    .filter(({ stated }) => stated[place] !== undefined && !text.includes(stated[place]))
    .map(({ fact, stated }) => `does not say ${JSON.stringify(stated[place])}, which states: ${fact}`);
  const rest = statementsAt(place).reduce((rest, statement) => rest.replace(statement, "…"), text);
  const unbacked = turnedClaims(rest).map(
    ({ claim }) =>
      `claims ${JSON.stringify(claim)} in ${JSON.stringify(rest)}, which is not a fact in contract-tests/vendor/prose.yaml`,
  );
  return [...missing, ...unbacked];
}

function statementsAt(place: string): string[] {
  return facts.flatMap(({ stated }) => stated[place] ?? []);
}

/** Statements outside the contract that are missing from the file of this name. Comments may span lines. */
export function missingStatements(file: string, content: string): string[] {
  const text = onOneLine(content.replace(/^\s*(?:\*|\/\/) ?/gm, ""));
  return statementsAt(file).filter((statement) => !text.includes(statement));
}
