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
  async ([, { apply, title, check, place, also }]) => {
    const findings = await findingsAgainst((request) => apply(referenceProvider(request), request));

    const titles = new Set(findings.map((finding) => finding.title));
    expect(titles, findings.map(formatFinding).join("\n")).toEqual(new Set(also ? [title, also] : [title]));
    expect(findings.map(({ location }) => location)).toContain(place === undefined ? check : `${check}: ${place}`);
  },
);

test("a check reports a wrong status, an invalid body and a missing header of the same response", async () => {
  const forbidden = { status: 403, headers: { "content-type": "application/json" }, body: '{"error":"no"}' };
  const findings = await findingsAgainst(() => forbidden);

  const check = "leaveChat › refuses missing credentials";
  const ofCheck = findings.filter(({ location }) => location.startsWith(check));
  expect(ofCheck.map(({ title, location, expected, actual }) => [title, location, expected, actual])).toEqual([
    ["Response violates schema", `${check}: body/error`, "must be object", '"no"'],
    ["Unexpected HTTP status code", check, "401", "403"],
    ["Missing header", `${check}: header/x-trace-id`, expect.any(String), "none"],
  ]);
});

test("a check reports that a request without credentials was accepted, even if the status is undocumented", async () => {
  const findings = await findingsAgainst(() => ({ status: 200, headers: {}, body: "" }));

  const check = "leaveChat › refuses missing credentials";
  const ofCheck = findings.filter(({ location }) => location.startsWith(check));
  expect(ofCheck.map(({ title }) => title)).toEqual([
    "Undocumented HTTP status code",
    "Accepts requests without authentication",
  ]);
});

test("a missing header that the contract requires is reported once", async () => {
  const contract = loadContract(specWith("#/components/headers/x-trace-id/required", true));
  const [first] = providerChecks(servedByReference(contract), { exact: false });
  const findings = await first?.run(async (request) => {
    const { "x-trace-id": _, ...headers } = referenceProvider(request).headers;
    return { ...referenceProvider(request), headers };
  });

  expect(findings?.map(({ title }) => title)).toEqual(["Missing header"]);
});

test("the finding about a missing header gives the documented value only as an example", async () => {
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
