import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { readSpec } from "../engine/contract.js";
import { type Mutant, mutants } from "./spec-mutants.js";

const spec = readSpec();
const all = mutants(spec);
const mutant = (operator: string, pointer: string) =>
  all.find((one) => one.operator === operator && one.pointer === pointer) as Mutant;

describe("the mutants of the contract", () => {
  test("mutants are distinct by operator and place", () => {
    const names = all.map(({ operator, pointer }) => `${operator} at ${pointer}`);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
    expect(names.length).toBeGreaterThan(150);
  });

  test("every response, schema, example, header and parameter is mutated", () => {
    const components = Object.entries(spec.components as Record<string, object>).flatMap(([kind, named]) =>
      Object.keys(named).map((name) => `#/components/${kind}/${name}`),
    );
    const untouched = components.filter((place) => !all.some(({ pointer }) => pointer.startsWith(`${place}/`)));
    expect(untouched).toEqual([]);
  });

  test("each equivalent mutant has a reason", async () => {
    const listed = parse(await readFile(new URL("equivalent-specs.yaml", import.meta.url), "utf8"));
    for (const { operator, pointer, reason } of listed) {
      expect(mutant(operator, pointer), `${operator} at ${pointer}`).toBeDefined();
      expect(reason).toMatch(/\w{3}/);
    }
  });
});
