import "./coverage/cells.js";
import { expect, inject, test } from "vitest";
import type { Check } from "./checks/check.js";
import { clientChecks } from "./checks/client-checks.js";
import { providerChecks } from "./checks/provider-checks.js";
import { schemaChecks } from "./checks/schema-checks.js";
import { specChecks } from "./checks/spec-checks.js";
import { vendorChecks } from "./checks/vendor-checks.js";
import { loadContract } from "./engine/contract.js";
import { sendOverHttp } from "./engine/exchange.js";
import { formatFinding } from "./engine/findings.js";

const contract = loadContract();
const mock = sendOverHttp(inject("mockUrl"));

test.for(named(providerChecks(contract, { exact: true })))("%s", async ([, { run, covers }], { task }) => {
  expect((await run(mock)).map(formatFinding)).toEqual([]);
  task.meta.covers = covers;
});

test.for(named(clientChecks(contract, { baseUrl: inject("mockUrl"), fetch: globalThis.fetch })))(
  "%s",
  async ([, { run, covers }], { task }) => {
    expect((await run(mock)).map(formatFinding)).toEqual([]);
    task.meta.covers = covers;
  },
);

test.for(named(vendorChecks(contract)))("%s", async ([, { run }]) => {
  expect((await run(mock)).map(formatFinding)).toEqual([]);
});

test.for(named([...specChecks(contract), ...schemaChecks(contract)]))("%s", async ([, { run, covers }], { task }) => {
  expect((await run(mock)).map(formatFinding)).toEqual([]);
  task.meta.covers = covers;
});

/** Vitest shortens the value of `$name`, but not that of `%s`. */
function named(checks: Check[]): [string, Check][] {
  return checks.map((check) => [check.name, check]);
}
