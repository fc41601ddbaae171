import { afterEach, expect, describe as group, test } from "vitest";
import { honest } from "./provider/honest.js";
import { lies } from "./provider/lies.js";
import { witnessed } from "./provider/second-opinion.js";
import { serve } from "./provider/server.js";
import { contractChecks } from "./support/checks.js";
import { loadContract } from "./support/contract.js";
import { type Answer, askOverHttp, type Request } from "./support/exchange.js";
import { describe, type Finding } from "./support/findings.js";

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
