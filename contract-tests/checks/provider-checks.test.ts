import { afterEach, expect, test } from "vitest";
import { loadContract, specWith } from "../engine/contract.js";
import { type HttpRequest, type HttpResponse, sendOverHttp } from "../engine/exchange.js";
import { type Finding, formatFinding } from "../engine/findings.js";
import { faults } from "../providers/provider-faults.js";
import { serve } from "../providers/provider-server.js";
import { referenceProvider } from "../providers/reference-provider.js";
import { servedByReference } from "./fault-checks.js";
import { providerChecks } from "./provider-checks.js";

const checks = providerChecks(servedByReference(loadContract()), { exact: false });
let stop = async () => {};
afterEach(() => stop());

async function findingsAgainst(provider: (request: HttpRequest) => HttpResponse): Promise<Finding[]> {
  const server = await serve(provider);
  stop = server.stop;
  const send = sendOverHttp(server.url);
  return (await Promise.all(checks.map(({ run }) => run(send)))).flat();
}

test("the suite has no findings for the reference provider", async () => {
  expect((await findingsAgainst(referenceProvider)).map(formatFinding)).toEqual([]);
});

test.for(faults.map((fault) => [fault.name, fault] as const))(
  "the suite finds the fault: %s",
  async ([, { apply, title, check, place }]) => {
    const findings = await findingsAgainst((request) => apply(referenceProvider(request), request));

    const titles = new Set(findings.map((finding) => finding.title));
    expect(titles, findings.map(formatFinding).join("\n")).toEqual(new Set([title]));
    expect(findings.map(({ location }) => location)).toContain(place === undefined ? check : `${check}: ${place}`);
  },
);

test("the finding of a missing header gives the documented value as an example only", async () => {
  const findings = await findingsAgainst((request) => {
    const { "x-trace-id": _, ...headers } = referenceProvider(request).headers;
    return { ...referenceProvider(request), headers };
  });

  const expected = "the header, such as 4bf92f3577b34da6a3ce929d0e0e4736";
  expect(new Set(findings.map((finding) => finding.expected))).toEqual(new Set([expected]));
});

test("nothing is sent for a refusal without a documented status", () => {
  const contract = loadContract(specWith("#/paths/~1v3~1chats~1{chatId}~1leave/post/responses/401", undefined));
  const names = providerChecks(contract, { exact: true }).map(({ name }) => name);

  expect(names).not.toContain("leaveChat › refuses missing credentials");
  expect(names).toContain("leaveChat › refuses a body");
});
