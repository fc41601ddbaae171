import { afterEach, expect, describe as group, test } from "vitest";
import { contractChecks } from "../checks/provider-checks.js";
import { witnessed } from "../checks/vendor-checks.js";
import { loadContract } from "../engine/contract.js";
import { type Answer, askOverHttp, type Request } from "../engine/exchange.js";
import { describe, type Finding } from "../engine/findings.js";
import { lies } from "./faults.js";
import { serve } from "./provider-server.js";
import { honest } from "./reference-provider.js";

const checks = contractChecks(witnessed(loadContract()), { exact: false });
let stop = async () => {};
afterEach(() => stop());

async function findingsAgainst(provider: (request: Request) => Answer): Promise<Finding[]> {
  const server = await serve(provider);
  stop = server.stop;
  const ask = askOverHttp(server.url);
  return (await Promise.all(checks.map(({ run }) => run(ask)))).flat();
}

test("the suite accepts an honest provider", async () => {
  expect((await findingsAgainst(honest)).map(describe)).toEqual([]);
});

group("the suite catches a provider that answers with", () => {
  test.for(lies.map((lie) => [lie.name, lie] as const))("%s", async ([, { tell, cause, on, at }]) => {
    const findings = await findingsAgainst((request) => tell(honest(request), request));

    expect(new Set(findings.map((finding) => finding.cause)), findings.map(describe).join("\n")).toEqual(
      new Set([cause]),
    );
    expect(findings.map(({ where }) => where)).toContain(at === undefined ? on : `${on}: ${at}`);
  });
});
