/** Every number and negation in our prose rests on a documented fact, and a change to one is detected. */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readSpec, specWith } from "../engine/contract.js";
import { type Json, objectAt, valueAt } from "../engine/json-pointers.js";
import { CATALOGUE } from "../engine/openapi.js";
import { turnedClaims } from "../engine/prose.js";
import { checkedProse, deviationsAt, facts, missingStatements, placesOf, proseDeviations } from "./prose-checks.js";

const spec = readSpec();
const files = [...new Set(facts.flatMap(({ stated }) => Object.keys(stated)))].filter(
  (place) => !place.startsWith("#"),
);
const contentOf = (file: string) => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const numbersIn = (text: string): string[] => text.match(/\d+/g) ?? [];

describe("the contract's prose", () => {
  test("the contract's prose states every fact that the vendor documents and makes no other claims", () => {
    expect(proseDeviations(spec)).toEqual([]);
  });

  test("a changed number or negation is a finding", () => {
    const prose = checkedProse(spec);
    const turned = placesOf(spec, prose).flatMap((place) =>
      turnedClaims(prose.get(place) ?? "").map(({ claim, turned }) => ({ claim, place, turned })),
    );
    const unseen = turned.filter(({ place, turned }) => deviationsAt(place, new Map([[place, turned]])).length === 0);
    expect(unseen).toEqual([]);
    expect(turned.length).toBeGreaterThan(20);
  });

  test("a claim without a fact is a finding", () => {
    const claiming = specWith("#/info/summary", "Answers within 5 seconds.");
    expect(proseDeviations(claiming)).toEqual([
      expect.stringMatching(/^#\/info\/summary claims "within"/),
      expect.stringMatching(/^#\/info\/summary claims "5"/),
    ]);
  });

  test("an error code that is added before others leaves their meanings where they are", () => {
    const codes = [...(valueAt(spec, CATALOGUE) as Json[])];
    codes.splice(4, 0, { code: 1010, status: 409, retry: "never", meaning: "The poll has too many options" });
    expect(proseDeviations(specWith(CATALOGUE, codes))).toEqual([]);
  });

  test("what only an operation without a second source uses needs no fact", () => {
    const example = { summary: "A chat without read receipts", value: "00000409-2016-4000-8000-000000000000" };
    const leave = objectAt(spec, "#/paths/~1v3~1chats~1{chatId}~1leave/post");
    const conflict = objectAt(spec, "#/components/responses/Conflict");
    const body = { examples: { unreadable: { value: { error: { status: 409, code: 2016 } } } } };
    const read = {
      ...leave,
      operationId: "markFixtureChatAsRead",
      description: "Never twice.",
      responses: { 409: { ...conflict, content: { "application/json": body } } },
    };
    const grown = specWith("#/components/parameters/chatId/examples/unreadable", example);
    expect(proseDeviations(grown)).toEqual([expect.stringContaining("/examples/unreadable/summary claims")]);
    expect(proseDeviations(specWith("#/paths/~1v3~1fixtures~1{chatId}~1read", { post: read }, grown))).toEqual([]);
  });
});

test.each(files)("%s states the vendor's facts as they are", (file) => {
  expect(missingStatements(file, contentOf(file))).toEqual([]);
});

test("a statement has no number that its fact lacks", () => {
  const foreign = facts.flatMap(({ fact, stated, figures = [] }) =>
    Object.values(stated).flatMap((text) =>
      numbersIn(text).filter((number) => !numbersIn(fact).includes(number) && !figures.includes(Number(number))),
    ),
  );
  expect(foreign).toEqual([]);
});

test.each<[string, string, string[]]>([
  ["a verb", "Leave a group chat", ["join a group chat"]],
  ["a limit", "within 10 seconds", ["after 10 seconds", "within 11 seconds"]],
  ["a minimum", "4 or more active", ["5 or more active", "4 or fewer active"]],
  [
    "a negation",
    "It does no harm, and is not repeated",
    ["It does some harm, and is not repeated", "It does no harm, and is now repeated"],
  ],
  ["no claim", "A chat's id, such as left_at", []],
])("finds each way to reverse a claim in text with %s", (_, text, expected) => {
  expect(turnedClaims(text).map(({ turned }) => turned)).toEqual(expected);
});
