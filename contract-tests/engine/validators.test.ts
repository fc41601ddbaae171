/** Each validator can reject, a disagreement shows, and the strict spec leaves nothing open. */
import { describe, expect, test } from "vitest";
import { specChecks } from "../checks/spec-checks.js";
import { type Contract, loadContract, readSpec } from "./contract.js";
import type { HttpResponse } from "./exchange.js";
import { isObject, type Json, type JsonObject, objectAt, type Spec, steps } from "./openapi.js";
import { documentedRequest } from "./requests.js";
import { membersOf } from "./schemas.js";
import { KNOWN_DISAGREEMENTS, validateExchange } from "./validators.js";

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

function titlesOf(loaded: Contract["written"], response: Partial<HttpResponse>): Promise<string[]> {
  const [operation] = loaded.operations;
  if (!operation) throw new Error("The contract has no operation.");
  const request = documentedRequest(loaded, operation);
  const whole = { status: 409, headers: { "content-type": "application/json" }, body: "", ...response };
  return validateExchange(loaded, "here", { operation, request, response: whole }).then((findings) =>
    findings.map(({ title }) => title),
  );
}

const conflict = (more: JsonObject = {}) =>
  JSON.stringify({ error: { status: 409, code: 2013, message: "", ...more } });

describe("the validators", () => {
  test("agree on a response that keeps the contract", async () => {
    expect(await titlesOf(loadContract().written, { body: conflict() })).toEqual([]);
  });

  test("disagree where Prism follows an older dialect that lacks the keyword", async () => {
    const spec = contractWith(`${DETAIL}/dependentRequired`, { retry_after: ["doc_url"] });
    const body = conflict({ retry_after: 5 });

    expect(await titlesOf(loadContract(spec).written, { body })).toEqual(["Response violates schema"]);
    const older = contractWith("#/jsonSchemaDialect", undefined, spec);
    expect(await titlesOf(loadContract(older).written, { body })).toContain("Validators disagree");
  });

  test("may disagree only where the list of known disagreements says why", async () => {
    const spec = contractWith("#/components/responses/Conflict/content", undefined);

    expect(await titlesOf(loadContract(spec).written, { body: conflict() })).toEqual(["Response violates schema"]);
    expect(KNOWN_DISAGREEMENTS).toHaveLength(1);
  });
});

describe("a schema that does not compile is a spec defect, for Prism would check nothing:", () => {
  test.for([
    ["an invalid pattern", `${DETAIL}/properties/message/pattern`, "("],
    ["an unknown format", `${DETAIL}/properties/message/format`, "sentence"],
    ["an unknown keyword", `${DETAIL}/properties/message/minimumLength`, 1],
    ["a required member that does not exist", `${DETAIL}/required`, ["status", "code", "message", "reason"]],
  ] as const)("%s", async ([, pointer, value]) => {
    const contract = loadContract(contractWith(pointer, value as Json));
    const check = specChecks(contract).find(({ name }) => name === `${DETAIL} compiles in strict mode`);

    const findings = await check?.run(contract.written.prism.mock);
    expect(findings?.map(({ title, owner }) => [title, owner])).toEqual([["Spec defect", "spec"]]);
  });
});

describe("the strict spec", () => {
  const { written, strict } = loadContract();
  const bodies = [...strict.operations, ...strict.webhooks].flatMap(({ id, requestBodies, responses }) =>
    [...requestBodies, ...responses.flatMap(({ media }) => media)].flatMap(({ schema, examples }) =>
      examples.map(({ name, value }) => [`${id} › ${name}`, schema, value] as const),
    ),
  );

  test("rejects a member that the contract as written allows", async () => {
    const response = {
      body: conflict({ undeclared: true }),
      headers: { "content-type": "application/json", "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736" },
    };

    expect(await titlesOf(written, response)).toEqual([]);
    expect(await titlesOf(strict, response)).toEqual(["Response violates schema"]);
  });

  test("rejects a response without a header that the contract as written leaves optional", async () => {
    expect(await titlesOf(written, { body: conflict() })).toEqual([]);
    expect(await titlesOf(strict, { body: conflict() })).toEqual(["Missing header"]);
  });

  test.for(bodies)("has every optional member in %s", ([, schema, value]) => {
    expect(missing(schema, value)).toEqual([]);
  });

  test("closes every object", () => {
    const open = bodies.flatMap(([, schema]) =>
      objectsBelow(schema).filter((place) => !("additionalProperties" in objectAt(strict.spec, place))),
    );
    expect(open).toEqual([]);
  });

  function missing(schema: string, value: Json): string[] {
    return [...membersOf(strict.spec, schema)].flatMap(([name, place]) => {
      const member = isObject(value) ? value[name] : undefined;
      return member === undefined ? [place] : missing(place, member);
    });
  }

  function objectsBelow(schema: string): string[] {
    const members = [...membersOf(strict.spec, schema).values()];
    return members.length === 0 ? [] : [schema, ...members.flatMap(objectsBelow)];
  }
});
