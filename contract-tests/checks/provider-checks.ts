/**
 * One check for each promise of the contract, made from the contract alone. The same checks run against the mock, the reference
 * provider and its faults, mutants of the contract, and a deployment.
 */
import { isDeepStrictEqual } from "node:util";
import { type Case, casesOf, codeOf, requestFor } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import { type HttpRequest, type HttpResponse, NoResponseError, type Send } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { isObject, type Json } from "../engine/json-pointers.js";
import type { DocumentedResponse, Operation } from "../engine/openapi.js";
import {
  bodyRefusals,
  CREDENTIAL_FAULTS,
  documentedRequest,
  parameterRefusals,
  refusalStatus,
  undocumentedMethods,
} from "../engine/requests.js";
import { documentedResponse, json, mediaType, shown, traceIdOf, validateExchange } from "../engine/validators.js";
import type { Check } from "./check.js";

export interface Options {
  /** Whether the target serves the examples verbatim, like a mock. A real provider has its own messages. */
  exact: boolean;
}

export interface Suite extends Options {
  contract: Contract;
}

/** One request, and the status that the contract promises for it. */
export interface Expectation {
  name: string;
  operation: Operation;
  request: HttpRequest;
  status: number;
  /** Whether the request itself is invalid, as opposed to a valid one that asks for an error. */
  isRefusal?: boolean;
}

export function providerChecks(contract: Contract, options: Options): Check[] {
  const suite = { contract, ...options };
  const { written } = contract;
  return [
    ...casesOf(written).map((one) => caseCheck(suite, one)),
    ...written.operations.flatMap((operation) => [
      ...credentialChecks(suite, operation),
      ...parameterChecks(suite, operation),
      ...requestBodyChecks(suite, operation),
      ...methodChecks(contract, operation),
    ]),
  ];
}

/** @param request asks for the response @default the documented request for it */
export function caseCheck(suite: Suite, one: Case, request = requestFor(one)): Check {
  const { name, operation, response: documented, body, example } = one;
  const { status } = documented;
  const ofExample = example === undefined ? [] : [`example › ${operation.id} › ${status} › ${example}`];
  return {
    name,
    covers: [...exchangeCells(operation, documented), ...ofExample],
    run: async (send) => {
      const { response, findings } = await sendAndValidate(suite, { name, operation, request, status }, send);
      if (!response) return findings;
      const ofHeaders = suite.exact ? headerFindings(name, documented, response) : [];
      return [...ofHeaders, ...bodyFindings(suite, name, body, response)];
    },
  };
}

/** The cells that an exchange with this response fills. */
export function exchangeCells(
  { id, parameters, requestBodies, secured }: Operation,
  { status, headers }: DocumentedResponse,
): string[] {
  return [
    `response › ${id} › ${status}`,
    ...headers.map(({ name }) => `header › ${id} › ${status} › ${name}`),
    ...parameters.map(({ name }) => `parameter › ${id} › ${name} › accepted`),
    ...requestBodies.map(({ type }) => `body › ${id} › ${type} › accepted`),
    ...(secured ? [`security › ${id} › accepted`] : []),
  ];
}

export function credentialChecks(suite: Suite, operation: Operation): Check[] {
  const faults = operation.secured ? CREDENTIAL_FAULTS : [];
  const refusals = faults.map(({ name, headers }) => {
    // A separate request for each check, because no two of them may name the same chat in a deployment.
    const request = documentedRequest(operation);
    const cell = `security › ${operation.id} › ${name}`;
    return { name, cell, request: { ...request, headers: headers(request) } };
  });
  return refusalChecks(suite, operation, "credentials", refusals);
}

export function parameterChecks(suite: Suite, operation: Operation): Check[] {
  const refusals = parameterRefusals(operation).map(({ name, keyword, request }) => ({
    name,
    cell: `parameter › ${operation.id} › ${name.split(":")[0]} › ${keyword}`,
    request,
  }));
  return refusalChecks(suite, operation, "request", refusals);
}

export function requestBodyChecks(suite: Suite, operation: Operation): Check[] {
  const { id, requestBodies } = operation;
  const unexpected = {
    name: "a body",
    cell: `request › ${id} › no body`,
    request: documentedRequest(operation, { body: { unexpected: true } }),
  };
  const broken = bodyRefusals(operation).map(({ name, keyword, request, schema }) => ({
    name,
    cell: `body › ${id} › ${schema ? `${schema.pointer}/` : ""}${keyword}`,
    request,
  }));
  return refusalChecks(suite, operation, "request", requestBodies.length === 0 ? [unexpected] : broken);
}

/** A check for each request, if the status of its refusal is documented. */
function refusalChecks(
  suite: Suite,
  operation: Operation,
  kind: "credentials" | "request",
  refusals: { name: string; cell: string; request: HttpRequest }[],
): Check[] {
  const status = refusalStatus(operation, kind);
  if (status === undefined) return [];
  const body = documentedResponse(operation, status)?.media[0]?.examples[0]?.value;
  return refusals.map(({ name: what, cell, request }) => {
    const name = `${operation.id} › refuses ${what}`;
    return {
      name,
      covers: [cell],
      run: async (send) => {
        const expectation = { name, operation, request, status, isRefusal: true };
        const { response, findings } = await sendAndValidate(suite, expectation, send);
        return response && suite.exact ? bodyFindings(suite, name, body, response) : findings;
      },
    };
  });
}

function methodChecks({ written }: Contract, operation: Operation): Check[] {
  const request = documentedRequest(operation);
  return undocumentedMethods(written.operations, operation).map((method) => {
    const cell = `method › ${operation.path} › ${method}`;
    return methodCheck(`${operation.id} › refuses ${method}`, { ...request, method }, [cell]);
  });
}

/** Sends a request with an undocumented method. */
export function methodCheck(name: string, request: HttpRequest, covers: string[] = []): Check {
  return {
    name,
    covers,
    run: async (send) => {
      const response = await send(request).catch(caught);
      if (response instanceof NoResponseError) return [noResponse(name, response)];
      const { status } = response;
      if (status === 404 || status === 405) return [];
      const title = status < 300 ? "Accepts undocumented methods" : "Unexpected HTTP status code";
      return [{ title, location: name, expected: "404 or 405", actual: `${status}`, owner: "provider" }];
    },
  };
}

/**
 * One exchange, validated in every way that applies to any response: who sent it, its status, headers and body.
 * The response is returned only if there are no findings: a wrong one would differ from the documented example anyway.
 */
export async function sendAndValidate(
  suite: Suite,
  expectation: Expectation,
  send: Send,
): Promise<{ response?: HttpResponse; findings: Finding[] }> {
  const response = await send(expectation.request).catch(caught);
  if (response instanceof NoResponseError) return { findings: [noResponse(expectation.name, response)] };
  const findings = await responseFindings(suite, expectation, response);
  return findings.length > 0 ? { findings } : { response, findings };
}

/** The findings in the response to a request, whoever sent it. */
export async function responseFindings(
  { contract, exact }: Suite,
  { name, operation, request, status, isRefusal = false }: Expectation,
  response: HttpResponse,
): Promise<Finding[]> {
  const foreign = foreignFindings(name, operation, response, status);
  if (foreign.length > 0) return foreign;

  const exchange = { operation, request, response };
  const findings = await validateExchange(contract.written, name, exchange);
  if (exact && findings.length === 0) {
    findings.push(...(await validateExchange(contract.strict, `${name} (strict spec)`, exchange)));
    findings.push(...ownViolations(name, response));
  }
  const isUndocumented = findings.some(({ title }) => title === "Undocumented HTTP status code");
  const isAccepted = isRefusal && response.status < 300;
  if (response.status !== status && (isAccepted || !isUndocumented)) {
    const title = statusTitle(status, isAccepted);
    findings.push(providerFinding(title, name, [`${status}`, `${response.status}`], response));
  }
  return [...findings, ...missingHeaders(name, operation, response).filter((one) => !isReported(findings, one))];
}

/** Whether a validator has already reported the missing header, as it does if the contract requires it. */
function isReported(findings: Finding[], { title, location }: Finding): boolean {
  const place = location.slice(location.lastIndexOf(": "));
  return findings.some((one) => one.title === title && one.location.endsWith(place));
}

function statusTitle(expected: number, isAccepted: boolean): Finding["title"] {
  if (!isAccepted) return "Unexpected HTTP status code";
  return expected === 401 ? "Accepts requests without authentication" : "Accepts invalid requests";
}

/** Responses from a gateway, or from a mock's router or validator, are not the API's, whatever their status. */
function foreignFindings(name: string, operation: Operation, response: HttpResponse, status: number): Finding[] {
  const type = mediaType(response);
  const isDocumented = operation.responses.some(({ media }) => media.some((one) => one.type.toLowerCase() === type));
  if (isDocumented || (type !== "application/problem+json" && type !== "text/html")) return [];
  const [sender, owner] =
    type === "text/html"
      ? (["a web page, as sent by a gateway", "provider"] as const)
      : (["a problem document, as sent by the mock's own router or validator", "suite"] as const);
  const actual = `${response.status}, ${sender}: ${shown(response.body)}`;
  const title = "Response is not the API's (gateway or mock)";
  return [{ ...providerFinding(title, name, [`${status} from the API`, actual], response), owner }];
}

/** A mock that finds its own response invalid says so in a header. */
function ownViolations(name: string, { headers }: HttpResponse): Finding[] {
  const violations = json(headers["sl-violations"] ?? "[]");
  const own = Array.isArray(violations)
    ? violations.filter((one) => isObject(one) && Array.isArray(one.location) && one.location[0] === "response")
    : [violations ?? null];
  if (own.length === 0) return [];
  const expected = "no sl-violations in the response";
  return [{ title: "Validators disagree", location: name, expected, actual: shown(own), owner: "suite" }];
}

/** A documented header is promised, even if a response is valid without it. */
function missingHeaders(name: string, operation: Operation, response: HttpResponse): Finding[] {
  const documented = documentedResponse(operation, response.status)?.headers ?? [];
  const missing = documented.filter((header) => response.headers[header.name] === undefined);
  return missing.map((header) => {
    const location = `${name}: header/${header.name}`;
    const expected = header.example === undefined ? "the header" : `the header, such as ${header.example}`;
    return providerFinding("Missing header", location, [expected, "none"], response);
  });
}

function headerFindings(name: string, { headers }: DocumentedResponse, response: HttpResponse): Finding[] {
  return headers.flatMap(({ name: header, example }) => {
    const actual = response.headers[header] ?? "";
    if (example === undefined || actual === `${example}`) return [];
    const title = "Response differs from the documented example";
    return [providerFinding(title, `${name}: header/${header}`, [`${example}`, actual], response)];
  });
}

function bodyFindings({ exact }: Options, name: string, expected: Json | undefined, response: HttpResponse): Finding[] {
  const actual = response.body === "" ? undefined : json(response.body);
  if (exact ? isDeepStrictEqual(actual, expected) : codeOf(actual) === codeOf(expected)) return [];
  const show = (body: Json | undefined) => {
    if (!exact) return `${codeOf(body) ?? "no error"}`;
    return body === undefined ? "no body" : shown(body);
  };
  const location = `${name}: body${exact ? "" : "/error/code"}`;
  const title = "Response differs from the documented example";
  return [providerFinding(title, location, [show(expected), show(actual)], response)];
}

function providerFinding(
  title: Finding["title"],
  location: string,
  [expected, actual]: [expected: string, actual: string],
  response: HttpResponse,
): Finding {
  const traceId = traceIdOf(response);
  return { title, location, expected, actual, owner: "provider", ...(traceId !== undefined && { traceId }) };
}

function caught(error: Error): NoResponseError {
  if (error instanceof NoResponseError) return error;
  throw error;
}

function noResponse(name: string, { message }: NoResponseError): Finding {
  return { title: "No response", location: name, expected: "a response", actual: message, owner: "network" };
}
