/** The generated types accept and reject the same values as the schemas, except for what no type can express. */
import { describe, expect, test } from "vitest";
import { loadContract } from "../engine/contract.js";
import { check } from "../helpers/type-checker.js";
import { moduleOf, typeCases } from "./type-cases.js";

const { written } = loadContract();
const cases = typeCases(written);
const file = "contract-tests/type-cases.generated.ts";
// One program for all cases, because starting the compiler is slow.
const { errors } = check([file], { [file]: moduleOf(cases) }, { bare: true });
const messages = (index: number) => errors.filter(({ line }) => line === index + 2).map(({ message }) => message);
const rows = cases.map((one, index) => [one.name, { ...one, errors: messages(index) }] as const);

describe("types and schemas", () => {
  test("the module of cases has no other type errors", () => {
    expect(errors.filter((error) => error.file !== file || error.line < 2)).toEqual([]);
  });

  test.for(rows.filter(([, { compiles }]) => compiles))("the types accept what the schema accepts: %s", ([, one]) => {
    expect(one.errors).toEqual([]);
  });

  test.for(rows.filter(([, { compiles }]) => !compiles))("the types reject what the schema rejects: %s", ([, one]) => {
    expect(one.errors).not.toEqual([]);
  });
});
