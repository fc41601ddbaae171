/**
 * The reference provider and its faults in this process: a contract that rejects the provider or misses a fault is wrong. A gate for
 * mutants; `checks/provider-checks.test.ts` runs the same over HTTP.
 */
import type { Contract } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import { specDefect } from "../engine/findings.js";
import { faults } from "../providers/provider-faults.js";
import { referenceProvider, serves } from "../providers/reference-provider.js";
import { type Check, check } from "./check.js";
import { providerChecks } from "./provider-checks.js";

export function faultChecks(contract: Contract): Check[] {
  const checks = providerChecks(servedByReference(contract), { exact: false });
  if (checks.length === 0) return [];
  return [
    ...checks.map(({ name, run }) =>
      check(`the reference provider passes: ${name}`, () => run(async (request) => referenceProvider(request))),
    ),
    ...faults.map(({ name, apply, check: finder, title }) =>
      check(`the contract finds the fault: ${name}`, async () => {
        const faulty = async (request: HttpRequest) => apply(referenceProvider(request), request);
        const found = await checks.find((one) => one.name === finder)?.run(faulty);
        return found?.some((finding) => finding.title === title)
          ? []
          : [specDefect(finder, `${title}, for ${name}`, "no such finding")];
      }),
    ),
  ];
}

/** The contract without the operations that the provider does not serve. */
export function servedByReference(contract: Contract): Contract {
  const operations = contract.written.operations.filter(({ method, path }) => serves({ method, path, headers: {} }));
  return { ...contract, written: { ...contract.written, operations } };
}
