import "./coverage/cells.js";
import { expect, describe as group, inject, test } from "vitest";
import { clientChecks } from "./checks/client-checks.js";
import { type Check, contractChecks } from "./checks/provider-checks.js";
import { bodyChecks } from "./checks/schema-checks.js";
import { soundnessChecks } from "./checks/spec-checks.js";
import { secondOpinion } from "./checks/vendor-checks.js";
import { loadContract } from "./engine/contract.js";
import { askOverHttp } from "./engine/exchange.js";
import { describe } from "./engine/findings.js";

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
