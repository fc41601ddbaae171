/**
 * The generic suite: one check for each promise of the contract, made from the contract alone.
 * The same checks run against the mock, against providers of the tests' own, honest and lying, and against mutants of the contract.
 */
import { isDeepStrictEqual } from "node:util";
import type { Contract, Side } from "../engine/contract.js";
import { type Answer, type Ask, NoAnswer, type Request } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { isObject, type Json, type Operation, type Response } from "../engine/openapi.js";
import {
  bodyRefusals,
  CREDENTIAL_FAULTS,
  documentedRequest,
  parameterRefusals,
  refusalStatus,
  undocumentedMethods,
} from "../engine/requests.js";
import { documented, json, judge, mediaType, shown, traceIdOf } from "../engine/validators.js";

export interface Check {
  /** `leaveChat › 409 › chatUnavailable`. */
  name: string;
  /** What of the contract is covered when the check passes; see coverage.ts. */
  covers: string[];
  run(ask: Ask): Promise<Finding[]>;
}

export interface Case {
  name: string;
  operation: Operation;
  response: Response;
  /** The documented body; undefined where the response has none. */
  body: Json | undefined;
  example: string | undefined;
}

/** Operation × response × named example. */
export function casesOf(side: Side): Case[] {
  return side.operations.flatMap((operation) =>
    operation.responses.flatMap((response): Case[] => {
      const name = `${operation.id} › ${response.status}`;
      const examples = response.media.flatMap((media) => media.examples);
      if (examples.length === 0) return [{ name, operation, response, body: undefined, example: undefined }];
      return examples.map(({ name: example, value }) => ({
        name: `${name} › ${example}`,
        operation,
        response,
        body: value,
        example,
      }));
    }),
  );
}

export interface Options {
  /** Whether the examples are served word for word, as the mock does; a real provider words its messages itself. */
  exact: boolean;
}

/** What a check goes by. */
interface Suite extends Options {
  contract: Contract;
}

/** One request, and the status that the contract promises for it. */
interface Expectation {
  name: string;
  operation: Operation;
  request: Request;
  status: number;
}

export function contractChecks(contract: Contract, options: Options): Check[] {
  const suite = { contract, ...options };
  const side = contract.written;
  return [
    ...casesOf(side).map((one) => caseCheck(suite, one)),
    ...side.operations.flatMap((operation) => [
      ...credentialChecks(suite, operation),
      ...parameterChecks(suite, operation),
      ...bodyChecks(suite, operation),
      ...methodChecks(contract, operation),
    ]),
  ];
}

/** A request that asks for one outcome, by the name of the example: in the `Prefer` header, which mocks obey, and by its paired parameter. */
export function requestFor(side: Side, { operation, response, example }: Case): Request {
  return documentedRequest(side, operation, { status: response.status, example });
}

function caseCheck(suite: Suite, one: Case): Check {
  const { name, operation, response, body, example } = one;
  const title = `${operation.id} › ${response.status}`;
  const { written } = suite.contract;
  return {
    name,
    covers: [
      `response › ${title}`,
      ...(example === undefined ? [] : [`example › ${title} › ${example}`]),
      ...response.headers.map((header) => `header › ${title} › ${header.name}`),
      ...operation.parameters.map((parameter) => `parameter › ${operation.id} › ${parameter.name} › accepted`),
      ...operation.requestBodies.map(({ type }) => `body › ${operation.id} › ${type} › accepted`),
      ...(operation.secured ? [`security › ${operation.id} › accepted`] : []),
    ],
    run: async (ask) => {
      const request = requestFor(written, one);
      const { answer, findings } = await answered(suite, { name, operation, request, status: response.status }, ask);
      if (!answer) return findings;
      return [...headerFindings(name, response, answer, suite), ...differences(name, body, answer, suite)];
    },
  };
}

function credentialChecks(suite: Suite, operation: Operation): Check[] {
  const status = refusalStatus(operation, "credentials");
  if (!operation.secured || status === undefined) return [];
  const request = documentedRequest(suite.contract.written, operation);
  return CREDENTIAL_FAULTS.map((fault) =>
    refusalCheck(
      suite,
      {
        name: `${operation.id} › refuses ${fault.name}`,
        operation,
        request: { ...request, headers: fault.headers(request) },
        status,
      },
      `security › ${operation.id} › ${fault.name}`,
    ),
  );
}

function parameterChecks(suite: Suite, operation: Operation): Check[] {
  const status = refusalStatus(operation, "request");
  if (status === undefined) return [];
  return parameterRefusals(suite.contract.written, operation).map(({ name, keyword, request }) =>
    refusalCheck(
      suite,
      { name: `${operation.id} › refuses ${name}`, operation, request, status },
      `parameter › ${operation.id} › ${name.split(":")[0]} › ${keyword}`,
    ),
  );
}

function bodyChecks(suite: Suite, operation: Operation): Check[] {
  const status = refusalStatus(operation, "request");
  if (status === undefined) return [];
  const { written } = suite.contract;
  if (operation.requestBodies.length === 0) {
    const request = documentedRequest(written, operation, { body: { unexpected: true } });
    const name = `${operation.id} › refuses a body`;
    return [refusalCheck(suite, { name, operation, request, status }, `request › ${operation.id} › no body`)];
  }
  return bodyRefusals(written, operation).map(({ name, keyword, request, schema }) =>
    refusalCheck(
      suite,
      { name: `${operation.id} › refuses ${name}`, operation, request, status },
      schema === undefined ? `body › ${operation.id} › required` : `body › ${operation.id} › ${schema}/${keyword}`,
    ),
  );
}

function refusalCheck(suite: Suite, expectation: Expectation, cell: string): Check {
  return { name: expectation.name, covers: [cell], run: (ask) => refused(suite, expectation, ask) };
}

function methodChecks(contract: Contract, operation: Operation): Check[] {
  const request = documentedRequest(contract.written, operation);
  return undocumentedMethods(contract.written, operation).map((method) => {
    const name = `${operation.id} › refuses ${method}`;
    return {
      name,
      covers: [`method › ${operation.path} › ${method}`],
      run: async (ask) => methodFindings(name, await ask({ ...request, method }).catch(caught)),
    };
  });
}

export function methodFindings(name: string, answer: Answer | NoAnswer): Finding[] {
  if (answer instanceof NoAnswer) return [noAnswer(name, answer)];
  if (answer.status === 404 || answer.status === 405) return [];
  return [{ cause: "wrong status", where: name, expected: "404 or 405", got: `${answer.status}`, blame: "provider" }];
}

async function refused(suite: Suite, expectation: Expectation, ask: Ask): Promise<Finding[]> {
  const { answer, findings } = await answered(suite, expectation, ask);
  if (!answer || !suite.exact) return findings;
  const { name, operation, status } = expectation;
  return differences(name, documented(operation, status)?.media[0]?.examples[0]?.value, answer, suite);
}

/**
 * One exchange, looked at from all sides that every answer has: who gave it, what the oracles say, and its status.
 * The answer comes back only if nothing was found: whatever else is wrong with it would be a consequence.
 */
export async function answered(
  { contract, exact }: Suite,
  { name, operation, request, status }: Expectation,
  ask: Ask,
): Promise<{ answer?: Answer; findings: Finding[] }> {
  const answer = await ask(request).catch(caught);
  if (answer instanceof NoAnswer) return { findings: [noAnswer(name, answer)] };

  const stranger = strangerFindings(name, operation, answer, status);
  if (stranger.length > 0) return { findings: stranger };

  const exchange = { operation, request, answer };
  const findings = await judge(contract.written, name, exchange);
  if (exact && findings.length === 0) {
    findings.push(...(await judge(contract.twin, `${name} (closed twin)`, exchange)));
    findings.push(...ownViolations(name, answer));
  }
  if (answer.status !== status && findings.length === 0) {
    findings.push({
      cause: "wrong status",
      where: name,
      expected: `${status}`,
      got: `${answer.status}`,
      blame: "provider",
      ...trace(answer),
    });
  }
  return findings.length > 0 ? { findings } : { answer, findings };
}

/** An answer of a mock's router or validator, or of a gateway, is not the API's, whatever its status. */
function strangerFindings(name: string, operation: Operation, answer: Answer, status: number): Finding[] {
  const type = mediaType(answer);
  const own = operation.responses.some(({ media }) => media.some((one) => one.type.toLowerCase() === type));
  if (own || (type !== "application/problem+json" && type !== "text/html")) return [];
  const who =
    type === "text/html"
      ? "a web page, as of a gateway"
      : "a problem document, as of the mock's own router or validator";
  return [
    {
      cause: "not the API's answer",
      where: name,
      expected: `${status} of the API`,
      got: `${answer.status}, ${who}: ${shown(answer.body)}`,
      blame: type === "text/html" ? "provider" : "suite",
      ...trace(answer),
    },
  ];
}

/** A mock that finds its own answer in breach says so in a header of its own. */
function ownViolations(name: string, answer: Answer): Finding[] {
  const violations = json(answer.headers["sl-violations"] ?? "[]");
  const own = Array.isArray(violations)
    ? violations.filter((one) => isObject(one) && Array.isArray(one.location) && one.location[0] === "response")
    : [violations ?? null];
  if (own.length === 0) return [];
  return [
    {
      cause: "the oracles disagree",
      where: name,
      expected: "no sl-violations of the answer",
      got: shown(own),
      blame: "suite",
    },
  ];
}

function headerFindings(name: string, { headers }: Response, answer: Answer, { exact }: Options): Finding[] {
  return headers.flatMap((header): Finding[] => {
    const got = answer.headers[header.name];
    if (got !== undefined && (!exact || header.example === undefined || got === `${header.example}`)) return [];
    return [
      {
        cause: "header",
        where: `${name}: header/${header.name}`,
        expected: exact ? `${header.example}` : "the documented header",
        got: got ?? "none",
        blame: "provider",
        ...trace(answer),
      },
    ];
  });
}

function differences(name: string, expected: Json | undefined, answer: Answer, { exact }: Options): Finding[] {
  const got = answer.body === "" ? undefined : json(answer.body);
  const same = exact ? isDeepStrictEqual(got, expected) : codeOf(got) === codeOf(expected);
  if (same) return [];
  const show = (value: Json | undefined) => (value === undefined ? "no body" : shown(value));
  return [
    {
      cause: "not the example",
      where: `${name}: body${exact ? "" : "/error/code"}`,
      expected: exact ? show(expected) : `${codeOf(expected) ?? "no error"}`,
      got: exact ? show(got) : `${codeOf(got) ?? "no error"}`,
      blame: "provider",
      ...trace(answer),
    },
  ];
}

export function codeOf(body: Json | undefined): Json | undefined {
  return isObject(body) && isObject(body.error) ? body.error.code : undefined;
}

function caught(error: Error): NoAnswer {
  if (error instanceof NoAnswer) return error;
  throw error;
}

export function noAnswer(name: string, error: NoAnswer): Finding {
  return { cause: "no answer", where: name, expected: "an answer", got: error.message, blame: "network" };
}

function trace(answer: Answer): { traceId?: string } {
  const traceId = traceIdOf(answer);
  return traceId === undefined ? {} : { traceId };
}
