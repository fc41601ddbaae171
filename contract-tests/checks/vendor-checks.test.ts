/** What a check against the vendor's data says when it fails. */
import { expect, test } from "vitest";
import { loadContract, readSpec, specWith } from "../engine/contract.js";
import type { Finding } from "../engine/findings.js";
import { type JsonObject, valueAt } from "../engine/json-pointers.js";
import { CATALOGUE } from "../engine/openapi.js";
import { vendorChecks } from "./vendor-checks.js";

const codes = valueAt(readSpec(), CATALOGUE) as JsonObject[];

/** The findings in a contract with another catalogue. */
async function catalogueFindings(catalogue: JsonObject[]): Promise<Finding[]> {
  const contract = loadContract(specWith(CATALOGUE, catalogue));
  const [check] = vendorChecks(contract, []).filter(({ name }) => name.startsWith("the catalogue"));
  return (await check?.run(contract.written.prism.mock)) ?? [];
}

test("a deviation from the vendor's error codes shows only the entries that differ, and both files", async () => {
  const added = { code: 2042, status: 409, retry: "never", "x-source": "platform", meaning: "Too many options" };
  const changed = codes.map((one) => (one.code === 2013 ? { ...one, retry: "backoff" } : one));
  expect(await catalogueFindings([...changed, added])).toMatchObject([
    {
      location: `${CATALOGUE} and contract-tests/vendor/error-codes.json`,
      expected: '{"code":2013,"status":409,"retry":"never","source":"reference"}',
      actual:
        '{"code":2013,"status":409,"retry":"backoff","source":"reference"}, {"code":2042,"status":409,"retry":"never","source":"platform"}',
    },
  ]);
});

test("error codes in a different order from the vendor's are a deviation that shows the order", async () => {
  expect(await catalogueFindings([...codes.slice(1, 2), ...codes.slice(0, 1), ...codes.slice(2)])).toMatchObject([
    {
      location: `${CATALOGUE}, its order`,
      expected: expect.stringMatching(/^1002, 1005, 1006/),
      actual: expect.stringMatching(/^1005, 1002, 1006/),
    },
  ]);
});
