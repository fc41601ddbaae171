/** The contract's texts beside what the vendor documents in words. */
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Spec } from "../engine/openapi.js";
import { onOneLine, proseOf, turnedClaims } from "../engine/prose.js";

interface Fact {
  fact: string;
  source: "reference" | "platform" | "inferred" | "ours";
  /** Where we repeat it, by a pointer into the contract or the name of a file. */
  stated: Record<string, string>;
  /** Numbers of ours that a statement has besides those of the fact. */
  figures?: number[];
}

export const facts: Fact[] = parse(readFileSync(new URL("../vendor/prose.yaml", import.meta.url), "utf8"));

/** What the contract does not say though a fact has it, and what it claims without a fact. */
export function proseDeviations(spec: Spec): string[] {
  const prose = proseOf(spec);
  const missing = facts.flatMap(({ fact, stated }) =>
    Object.entries(stated)
      .filter(([place, text]) => place.startsWith("#") && !prose.get(place)?.includes(text))
      .map(([place, text]) => `${place} does not say ${JSON.stringify(text)}, which states: ${fact}`),
  );
  const unbacked = [...prose].flatMap(([place, text]) => {
    const rest = statementsAt(place).reduce((rest, statement) => rest.replace(statement, "…"), text);
    return turnedClaims(rest).map(({ claim }) => `${place} claims ${JSON.stringify(claim)} in ${JSON.stringify(rest)}`);
  });
  return [...missing, ...unbacked.map((claim) => `${claim}, which is no fact of contract-tests/vendor/prose.yaml`)];
}

function statementsAt(place: string): string[] {
  return facts.flatMap(({ stated }) => stated[place] ?? []);
}

/** Statements outside the contract that the file of this name does not have. Comments may be broken over lines. */
export function missingStatements(file: string, content: string): string[] {
  const text = onOneLine(content.replace(/^\s*(?:\*|\/\/) ?/gm, ""));
  return statementsAt(file).filter((statement) => !text.includes(statement));
}
