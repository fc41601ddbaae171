import "./support/coverage.js";
import { expect, describe as group, inject, test } from "vitest";
import { secondOpinion } from "./provider/second-opinion.js";
import { bodyChecks } from "./support/body-checks.js";
import { type Check, contractChecks } from "./support/checks.js";
import { clientChecks } from "./support/client-outcome.js";
import { loadContract } from "./support/contract.js";
import { askOverHttp } from "./support/exchange.js";
import { describe } from "./support/findings.js";
import { soundnessChecks } from "./support/soundness.js";

const contract = loadContract();
const mock = askOverHttp(inject("mockUrl"));

group("the mock keeps the contract", () => {
  test.for(named(contractChecks(contract, { exact: true })))("%s", async ([, { run, covers }], { task }) => {
    expect((await run(mock)).map(describe)).toEqual([]);
    task.meta.covers = covers;
  });
});

group("the client keeps its promise", () => {
  test.for(named(clientChecks(contract, { baseUrl: inject("mockUrl"), fetch: globalThis.fetch })))(
    "%s",
    async ([, { run, covers }], { task }) => {
      expect((await run(mock)).map(describe)).toEqual([]);
      task.meta.covers = covers;
    },
  );
});

group("the contract stands before witnesses", () => {
  test.for(named(secondOpinion(contract)))("%s", async ([, { run }]) => {
    expect((await run(mock)).map(describe)).toEqual([]);
  });
});

group("the contract is sound", () => {
  test.for(named([...soundnessChecks(contract), ...bodyChecks(contract)]))(
    "%s",
    async ([, { run, covers }], { task }) => {
      expect((await run(mock)).map(describe)).toEqual([]);
      task.meta.covers = covers;
    },
  );
});

/** Vitest shortens what `$name` stands for; `%s` it leaves alone. */
function named(checks: Check[]): [string, Check][] {
  return checks.map((check) => [check.name, check]);
}
