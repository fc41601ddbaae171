/**
 * Operations of the kinds that this contract does not have yet, written as CONTRIBUTING says, go through everything that an operation
 * goes through. So adding one stays YAML and nothing else.
 */
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fixtureProject } from "./fixtures/project.js";
import { gates } from "./mutation/gates.js";
import { serve } from "./provider/server.js";
import { bodyChecks } from "./support/body-checks.js";
import { type Check, contractChecks } from "./support/checks.js";
import { clientChecks } from "./support/client-outcome.js";
import { type Contract, loadContract, readSpec, type Side } from "./support/contract.js";
import { achievableCells, unpromisedCells } from "./support/coverage.js";
import { askOverHttp } from "./support/exchange.js";
import { describe as told } from "./support/findings.js";
import type { Operation } from "./support/openapi.js";
import { soundnessChecks } from "./support/soundness.js";
import { moduleOf, typeCases } from "./support/type-cases.js";
import { check as compile } from "./support/type-checker.js";

const project = await fixtureProject();
const { createLinqClient }: typeof import("linq-openapi") = await import(join(project.folder, "src/index.ts"));
const whole = loadContract(project.spec);
const own = loadContract(readSpec()).written;
const contract: Contract = { written: added(whole.written), twin: added(whole.twin) };
const { operations, webhooks } = contract.written;

let mock: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  mock = await serve(whole.written.prism.mock);
});
afterAll(() => mock.stop());

/** A side without the contract's own operations. */
function added(side: Side): Side {
  const isAdded = (known: Operation[]) => (one: Operation) => !known.some(({ id }) => id === one.id);
  return {
    ...side,
    operations: side.operations.filter(isAdded(own.operations)),
    webhooks: side.webhooks.filter(isAdded(own.webhooks)),
  };
}

function checksOf(id: string): Check[] {
  const checks = [
    ...contractChecks(contract, { exact: true }),
    ...clientChecks(contract, { baseUrl: mock.url, fetch: globalThis.fetch, createClient: createLinqClient }),
    ...soundnessChecks(whole),
    ...bodyChecks(contract),
  ];
  return checks.filter(({ name }) => name.startsWith(`${id} `));
}

async function findings(checks: Check[]): Promise<string[]> {
  const ask = askOverHttp(mock.url);
  return (await Promise.all(checks.map(({ run }) => run(ask)))).flat().map(told);
}

test("the fixtures are of every kind: no body, no parameters, a query, a JSON body, alternatives, and a list in a webhook", () => {
  const kinds = operations.map(({ id, method, parameters, requestBodies, responses }) => ({
    id,
    method,
    parameters: parameters.map((one) => one.in),
    takesBody: requestBodies.length > 0,
    success: responses[0]?.status,
    hasBody: responses[0]?.media.length === 1,
  }));
  expect(kinds).toEqual([
    {
      id: "listChats",
      method: "GET",
      parameters: ["query", "query", "query"],
      takesBody: false,
      success: 200,
      hasBody: true,
    },
    { id: "getChat", method: "GET", parameters: ["path"], takesBody: false, success: 200, hasBody: true },
    { id: "sendMessage", method: "POST", parameters: ["path"], takesBody: true, success: 202, hasBody: true },
    { id: "markChatAsRead", method: "POST", parameters: ["path"], takesBody: false, success: 204, hasBody: false },
    { id: "listPhoneNumbers", method: "GET", parameters: [], takesBody: false, success: 200, hasBody: true },
  ]);
  expect(webhooks.map(({ id }) => id)).toEqual(["messageReceived"]);
  expect(JSON.stringify(project.spec.components)).toContain('"oneOf"');
});

test("the contract with the fixtures keeps the house rules", async () => {
  expect(await gates.lint(project.spec)).toBeUndefined();
});

describe("the generic suite finds nothing against", () => {
  test.for([...operations, ...webhooks].map(({ id }) => id))("%s", async (id) => {
    const checks = checksOf(id);
    expect(checks.length).toBeGreaterThan(5);
    expect(await findings(checks)).toEqual([]);
  });
});

test("the generic suite covers all that the contract promises of the fixtures", () => {
  const covered = new Set(
    [...operations, ...webhooks].flatMap(({ id }) => checksOf(id)).flatMap(({ covers }) => covers),
  );
  expect(achievableCells(contract.written).filter((cell) => !covered.has(cell))).toEqual([]);
});

test("a refusal that an operation does not document is not promised", () => {
  expect(unpromisedCells(contract.written)).toEqual([
    "parameter › getChat › chatId › format",
    "parameter › getChat › chatId › pattern",
    "request › getChat › no body",
    "parameter › markChatAsRead › chatId › format",
    "parameter › markChatAsRead › chatId › pattern",
    "request › markChatAsRead › no body",
    "request › listPhoneNumbers › no body",
  ]);
});

test("the generated types take what the schemas of the fixtures take, and refuse what they refuse", () => {
  const cases = typeCases(contract.written);
  const file = "contract-tests/fixtures.generated.ts";
  const schema = project.files.get("generated/schema.ts") ?? "";
  const { errors } = compile([file], { [file]: moduleOf(cases), "generated/schema.ts": schema }, { bare: true });
  const refused = new Set(errors.map(({ line }) => line - 2));

  expect(errors.filter((error) => error.file !== file)).toEqual([]);
  expect(cases.filter(({ compiles }, index) => compiles === refused.has(index)).map(({ name }) => name)).toEqual([]);
  expect(cases.length).toBeGreaterThan(100);
});

describe("a request of a fixture that is not idempotent", () => {
  const path = "/v3/chats/{chatId}/messages";
  const init = {
    params: { path: { chatId: "550e8400-e29b-41d4-a716-446655440000" } },
    body: { parts: [{ type: "text", value: "Hello" }] },
  };
  const error = (status: number, code: number) => {
    const body = JSON.stringify({ error: { status, code, message: "No" } });
    return `HTTP/1.1 ${status} No\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`;
  };

  /** How many requests reach a server that answers each one so; undefined: never. */
  async function requestsFor(answer: string | "reset" | undefined): Promise<number> {
    let requests = 0;
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.on("data", (chunk) => {
        if (!`${chunk}`.startsWith("POST ")) return;
        requests += 1;
        if (answer === "reset") socket.resetAndDestroy();
        else if (answer !== undefined) socket.end(answer);
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as import("node:net").AddressInfo;
    const linq = createLinqClient({
      apiKey: "key",
      baseUrl: `http://127.0.0.1:${port}`,
      // The only one that has to pass.
      timeout: answer === undefined ? 1_000 : 30_000,
      clock: { now: Date.now, random: () => 0, sleep: async () => {} },
    }) as unknown as Record<"POST", (path: string, init: object) => Promise<unknown>>;
    await linq.POST(path, init).catch(() => {});
    server.close();
    return requests;
  }

  test.for<[string, string | undefined]>([
    ["the connection is reset", "reset"],
    ["no answer comes in time", undefined],
    ["a gateway answers 502", "HTTP/1.1 502 Bad\r\ncontent-type: text/html\r\ncontent-length: 4\r\n\r\n<p/>"],
    ["the answer is 500/3006", error(500, 3006)],
    ["the answer is 504/3005", error(504, 3005)],
  ])("is sent once when %s", async ([, answer]) => {
    expect(await requestsFor(answer)).toBe(1);
  });

  test.for<[string, string]>([
    ["429/1007", error(429, 1007)],
    ["409/2009", error(409, 2009)],
  ])("is sent again after %s, which says that it had no effect", async ([, answer]) => {
    expect(await requestsFor(answer)).toBe(3);
  });
});
