/** `conformance.json` is complete, and each scenario distinguishes a correct client from an incorrect one. */
import { Ajv2020 } from "ajv/dist/2020.js";
import { errorCodes } from "linq-openapi";
import conformance from "linq-openapi/conformance.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import type { Scenario } from "../../scripts/generate/conformance.js";
import { deviations, type Observation } from "./deviations.js";
import { startConformanceServer } from "./scenario-server.js";
import schema from "./scenarios.schema.json" with { type: "json" };

const scenarios = conformance.scenarios as Scenario[];

/** What a correct client does, in the middle of the allowed range. */
function ideal({ expected: { requests, waits, result } }: Scenario): Observation {
  return { requests, waits: waits.map(({ atLeast, atMost }) => (atLeast + atMost) / 2), result };
}

const mistakes: Record<string, (right: Observation) => Observation | undefined> = {
  "sends one request too many": (right) => ({ ...right, requests: right.requests + 1 }),
  "sends one request too few": (right) => ({ ...right, requests: right.requests - 1 }),
  "waits too long": (right) => (right.waits.length > 0 ? { ...right, waits: right.waits.map(() => 100) } : undefined),
  "reports the wrong kind of result": (right) => ({
    ...right,
    result: { ...right.result, kind: "nonsense" as "success" },
  }),
  "reports the wrong status": ({ result, ...right }) =>
    result.status ? { ...right, result: { ...result, status: result.status + 1 } } : undefined,
  "reports the wrong code": ({ result, ...right }) =>
    result.code ? { ...right, result: { ...result, code: result.code + 1 } } : undefined,
  "does not report whether the request may have been delivered": ({ result, ...right }) =>
    result.maybeDelivered ? { ...right, result: { ...result, maybeDelivered: false } } : undefined,
};

describe("conformance.json", () => {
  test("conformance.json is valid against its JSON Schema", () => {
    const validate = new Ajv2020().compile(schema);
    expect(validate(conformance) ? [] : validate.errors).toEqual([]);
  });

  test("conformance.json has at least 60 scenarios with unique names", () => {
    expect(scenarios.length).toBeGreaterThanOrEqual(60);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  });

  test.each(Object.keys(errorCodes))("conformance.json covers code %s", (code) => {
    expect(scenarios.filter(({ answers }) => JSON.stringify(answers).includes(`\\"code\\":${code},`))).not.toEqual([]);
  });

  test.each(scenarios)("the scenario passes a correct client and no other: $name", (scenario) => {
    const right = ideal(scenario);
    expect(deviations(scenario, right)).toEqual(new Map());
    for (const [mistake, make] of Object.entries(mistakes)) {
      const wrong = make(right);
      if (wrong) expect(deviations(scenario, wrong).size, mistake).toBeGreaterThan(0);
    }
  });

  test("a client that retries earlier than it was told to fails the scenario", () => {
    const scenario = scenarios.find(({ expected }) => expected.waits.some(({ atLeast }) => atLeast > 0)) as Scenario;
    expect(deviations(scenario, { ...ideal(scenario), waits: [0] })).toHaveProperty("size", 1);
  });

  test("a scenario without a result counts as not run", async () => {
    const server = await startConformanceServer(scenarios);
    try {
      const [listed] = await (await fetch(server.url)).json();
      await fetch(`${listed.baseUrl}${listed.request.path}`, { method: listed.request.method });
      expect(server.observations()).toEqual(new Map());

      await fetch(`${listed.baseUrl}${listed.request.path}`, { method: listed.request.method });
      await fetch(`${listed.baseUrl}/result`, { method: "POST", body: '{"kind":"success"}' });
      expect(server.observations()).toEqual(
        new Map([[listed.name, { requests: 1, waits: [], result: { kind: "success" } }]]),
      );
    } finally {
      await server.stop();
    }
  });
});
