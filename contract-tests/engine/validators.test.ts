/** Each validator can reject, disagreements are reported, and the strict spec leaves nothing open. */
import { describe, expect, test } from "vitest";
import { type LoadedSpec, loadContract, specWith } from "./contract.js";
import type { HttpResponse } from "./exchange.js";
import { isObject, type Json, type JsonObject } from "./json-pointers.js";
import { bodiesOf } from "./openapi.js";
import { documentedRequest } from "./requests.js";
import { type Schema, schemasBelow } from "./resolved-schemas.js";
import { KNOWN_DISAGREEMENTS, validateExchange } from "./validators.js";

const DETAIL = "#/components/schemas/ErrorDetail";

function titlesOf(loaded: LoadedSpec, response: Partial<HttpResponse>): Promise<string[]> {
  const operation = loaded.operations.find(({ id }) => id === "leaveChat");
  if (!operation) throw new Error("The contract has no leaveChat.");
  const request = documentedRequest(operation);
  const whole = { status: 409, headers: { "content-type": "application/json" }, body: "", ...response };
  return validateExchange(loaded, "here", { operation, request, response: whole }).then((findings) =>
    findings.map(({ title }) => title),
  );
}

const conflict = (more: JsonObject = {}) =>
  JSON.stringify({ error: { status: 409, code: 2013, message: "", ...more } });

describe("the validators", () => {
  test("both validators accept a response that conforms to the contract", async () => {
    expect(await titlesOf(loadContract().written, { body: conflict() })).toEqual([]);
  });

  test("the validators disagree if Prism follows an older dialect that lacks the keyword", async () => {
    const spec = specWith(`${DETAIL}/dependentRequired`, { retry_after: ["doc_url"] });
    const body = conflict({ retry_after: 5 });

    expect(await titlesOf(loadContract(spec).written, { body })).toEqual(["Response violates schema"]);
    const older = specWith("#/jsonSchemaDialect", undefined, spec);
    expect(await titlesOf(loadContract(older).written, { body })).toContain("Validators disagree");
  });

  test("the validators may disagree only if KNOWN_DISAGREEMENTS says why", async () => {
    const spec = specWith("#/components/responses/Conflict/content", undefined);

    expect(await titlesOf(loadContract(spec).written, { body: conflict() })).toEqual(["Response violates schema"]);
    const headers = { "content-type": "application/json; charset=utf-16" };
    expect(await titlesOf(loadContract().written, { body: conflict(), headers })).toEqual([
      "Undocumented content type",
    ]);
    expect(KNOWN_DISAGREEMENTS).toHaveLength(2);
  });
});

describe("strict spec", () => {
  const { written, strict } = loadContract();
  const bodies = bodiesOf([...strict.operations, ...strict.webhooks]).flatMap(
    ({ title, media: { schema, examples } }) =>
      examples.map(({ name, value }) => [`${title} › ${name}`, schema, value] as const),
  );

  test("the strict spec rejects a member that the contract as written allows", async () => {
    const response = {
      body: conflict({ undeclared: true }),
      headers: { "content-type": "application/json", "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736" },
    };

    expect(await titlesOf(written, response)).toEqual([]);
    expect(await titlesOf(strict, response)).toEqual(["Response violates schema"]);
  });

  test("the strict spec rejects a response without a header that is optional as written", async () => {
    expect(await titlesOf(written, { body: conflict() })).toEqual([]);
    expect(await titlesOf(strict, { body: conflict() })).toEqual(["Missing header"]);
  });

  test.for(bodies)("every optional member is in the strict example %s", ([, schema, value]) => {
    expect(missing(schema, value)).toEqual([]);
  });

  test("the strict spec closes every object", () => {
    const schemas = schemasBelow(...bodies.map(([, schema]) => schema));
    // Only the composition knows the members of all its branches.
    const branches = schemas.flatMap((schema) => schema.branches);
    const closed = ["additionalProperties", "unevaluatedProperties"];
    const open = schemas.filter(
      ({ members, keywords }) => members.size > 0 && !closed.some((keyword) => keyword in keywords),
    );
    expect(open.filter((schema) => !branches.includes(schema))).toEqual([]);
  });

  function missing({ members }: Schema, value: Json): string[] {
    return [...members].flatMap(([name, schema]) => {
      const member = isObject(value) ? value[name] : undefined;
      return member === undefined ? [schema.pointer] : missing(schema, member);
    });
  }
});
