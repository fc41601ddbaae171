/** That each oracle can object, that a disagreement shows, and that the closed twin leaves nothing open. */
import { describe, expect, test } from "vitest";
import { soundnessChecks } from "../checks/spec-checks.js";
import { type Contract, loadContract, readSpec } from "./contract.js";
import type { Answer } from "./exchange.js";
import { isObject, type Json, type JsonObject, objectAt, type Spec, steps } from "./openapi.js";
import { documentedRequest } from "./requests.js";
import { membersOf } from "./schemas.js";
import { judge, KNOWN_DISAGREEMENTS } from "./validators.js";

const DETAIL = "#/components/schemas/ErrorDetail";

/** The contract with something put at one place. */
function contractWith(pointer: string, value: Json | undefined, spec: Spec = readSpec()): Spec {
  const path = steps(pointer);
  const last = path.pop() ?? "";
  const parent = path.reduce<JsonObject>((node, step) => node[step] as JsonObject, spec);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return spec;
}

function causesOf(side: Contract["written"], answer: Partial<Answer>): Promise<string[]> {
  const [operation] = side.operations;
  if (!operation) throw new Error("The contract has no operation.");
  const request = documentedRequest(side, operation);
  const whole = { status: 409, headers: { "content-type": "application/json" }, body: "", ...answer };
  return judge(side, "here", { operation, request, answer: whole }).then((findings) =>
    findings.map(({ cause }) => cause),
  );
}

const conflict = (more: JsonObject = {}) =>
  JSON.stringify({ error: { status: 409, code: 2013, message: "", ...more } });

describe("the oracles", () => {
  test("agree on an answer that keeps the contract", async () => {
    expect(await causesOf(loadContract().written, { body: conflict() })).toEqual([]);
  });

  test("are found to disagree where Prism goes by an older dialect that lacks the keyword", async () => {
    const spec = contractWith(`${DETAIL}/dependentRequired`, { retry_after: ["doc_url"] });
    const body = conflict({ retry_after: 5 });

    expect(await causesOf(loadContract(spec).written, { body })).toEqual(["body"]);
    const older = contractWith("#/jsonSchemaDialect", undefined, spec);
    expect(await causesOf(loadContract(older).written, { body })).toContain("the oracles disagree");
  });

  test("may differ where the list of known disagreements says why, and nowhere else", async () => {
    const spec = contractWith("#/components/responses/Conflict/content", undefined);

    expect(await causesOf(loadContract(spec).written, { body: conflict() })).toEqual(["body"]);
    expect(KNOWN_DISAGREEMENTS).toHaveLength(1);
  });
});

describe("a schema that does not compile, by which Prism would check nothing,", () => {
  test.for([
    ["a pattern that is none", `${DETAIL}/properties/message/pattern`, "("],
    ["a format that nobody knows", `${DETAIL}/properties/message/format`, "sentence"],
    ["a keyword that nobody knows", `${DETAIL}/properties/message/minimumLength`, 1],
    ["a duty without its member", `${DETAIL}/required`, ["status", "code", "message", "reason"]],
  ] as const)("is found for %s", async ([, pointer, value]) => {
    const contract = loadContract(contractWith(pointer, value as Json));
    const check = soundnessChecks(contract).find(({ name }) => name === `${DETAIL} compiles in strict mode`);

    const findings = await check?.run(contract.written.prism.mock);
    expect(findings?.map(({ cause, blame }) => [cause, blame])).toEqual([["unsound contract", "spec"]]);
  });
});

describe("the closed twin", () => {
  const { written, twin } = loadContract();
  const bodies = [...twin.operations, ...twin.webhooks].flatMap(({ id, requestBodies, responses }) =>
    [...requestBodies, ...responses.flatMap(({ media }) => media)].flatMap(({ schema, examples }) =>
      examples.map(({ name, value }) => [`${id} › ${name}`, schema, value] as const),
    ),
  );

  test("refuses a member that the contract as written allows", async () => {
    const answer = {
      body: conflict({ undeclared: true }),
      headers: { "content-type": "application/json", "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736" },
    };

    expect(await causesOf(written, answer)).toEqual([]);
    expect(await causesOf(twin, answer)).toEqual(["body"]);
  });

  test("refuses an answer without a header that the contract as written leaves optional", async () => {
    expect(await causesOf(written, { body: conflict() })).toEqual([]);
    expect(await causesOf(twin, { body: conflict() })).toEqual(["header"]);
  });

  test.for(bodies)("has every optional member in %s", ([, schema, value]) => {
    expect(missing(schema, value)).toEqual([]);
  });

  test("closes every object", () => {
    const open = bodies.flatMap(([, schema]) =>
      objectsBelow(schema).filter((place) => !("additionalProperties" in objectAt(twin.spec, place))),
    );
    expect(open).toEqual([]);
  });

  function missing(schema: string, value: Json): string[] {
    return [...membersOf(twin.spec, schema)].flatMap(([name, place]) => {
      const member = isObject(value) ? value[name] : undefined;
      return member === undefined ? [place] : missing(place, member);
    });
  }

  function objectsBelow(schema: string): string[] {
    const members = [...membersOf(twin.spec, schema).values()];
    return members.length === 0 ? [] : [schema, ...members.flatMap(objectsBelow)];
  }
});
