/** The prose in a document, and the claims in it that a small change would reverse or falsify. */
import { type Json, nodesOf, type Pointer } from "./json-pointers.js";
import { placeByCode, type Spec } from "./openapi.js";

const TEXT = /\/(summary|description|meaning)$/;
/** Values in examples, which are the service's words. */
const DATA = /\/(value|example)\//;

export function isProse(place: Pointer, value: Json): value is string {
  return typeof value === "string" && TEXT.test(place) && !DATA.test(place);
}

/** All prose by its place, each text on one line. The meaning of an error code is at the code, not at its index. */
export function proseOf(spec: Spec): Map<Pointer, string> {
  const texts = [...nodesOf(spec)].filter(({ pointer, value }) => isProse(pointer, value));
  return new Map(texts.map(({ pointer, value }) => [placeByCode(spec, pointer), onOneLine(`${value}`)]));
}

export function onOneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Words that carry a claim, each with its opposite. */
const OPPOSITES: Record<string, string> = {
  not: "now",
  no: "some",
  never: "always",
  nobody: "everybody",
  nowhere: "everywhere",
  cannot: "can",
  without: "with",
  only: "also",
  except: "and",
  fewer: "more",
  more: "fewer",
  up: "down",
  within: "after",
  every: "no",
  always: "never",
  same: "opposite",
  true: "false",
  null: "set",
  permanent: "transient",
  transient: "permanent",
  optional: "required",
  deprecated: "required",
  leave: "join",
  left: "joined",
};
const CLAIM = new RegExp(`\\d+|\\b(?:${Object.keys(OPPOSITES).join("|")})\\b`, "gi");

/** The claims in text: the position of each, and the text with that claim reversed. */
export function turnedClaims(text: string): { claim: string; index: number; turned: string }[] {
  return [...text.matchAll(CLAIM)].map(({ 0: claim, index }) => ({
    claim,
    index,
    turned: text.slice(0, index) + opposite(claim) + text.slice(index + claim.length),
  }));
}

function opposite(claim: string): string {
  return OPPOSITES[claim.toLowerCase()] ?? `${Number(claim) + 1}`;
}
