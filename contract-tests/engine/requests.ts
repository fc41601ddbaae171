/** Requests that the contract allows, and requests that it must refuse. */
import type { HttpRequest } from "./exchange.js";
import type { Json } from "./json-pointers.js";
import type { Operation, Parameter } from "./openapi.js";
import { readText, type Schema } from "./resolved-schemas.js";
import { complete, valuesAgainst, violates, violations } from "./schema-values.js";

export const ANY_KEY = "contract-tests";

interface Choice {
  /** The outcome to ask for: the name of the parameters' examples and of the mock's response. */
  example?: string | undefined;
  status?: number;
  /** Values to send in place of the examples; null leaves a parameter out. */
  values?: Record<string, Json>;
  /** A body other than the documented one; null for none. */
  body?: Json;
  headers?: Record<string, string>;
}

/** A request as documented: every parameter and the body from the examples. */
export function documentedRequest(operation: Operation, choice: Choice = {}): HttpRequest {
  const headers: Record<string, string> = { accept: "application/json" };
  if (operation.secured) headers.authorization = `Bearer ${ANY_KEY}`;
  const prefer = [choice.status && `code=${choice.status}`, choice.example && `example=${choice.example}`].filter(
    Boolean,
  );
  if (prefer.length > 0) headers.prefer = prefer.join(", ");

  let path = operation.path;
  const query = new URLSearchParams();
  for (const parameter of operation.parameters) {
    const value = parameterValue(parameter, choice);
    if (value === null) continue;
    if (parameter.in === "path") path = path.replace(`{${parameter.name}}`, encodeURIComponent(`${value}`));
    if (parameter.in === "query") query.append(parameter.name, `${value}`);
    if (parameter.in === "header") headers[parameter.name.toLowerCase()] = `${value}`;
  }
  const [media] = operation.requestBodies;
  const own = media && (media.examples[0]?.value ?? complete(media.schema));
  const body = choice.body === null ? undefined : (choice.body ?? own);
  if (body !== undefined) headers["content-type"] = media?.type ?? "application/json";

  return {
    method: operation.method,
    path: query.size > 0 ? `${path}?${query}` : path,
    headers: { ...headers, ...choice.headers },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  };
}

export function parameterValue(parameter: Parameter, { example, values = {} }: Choice = {}): Json {
  const chosen = values[parameter.name];
  if (chosen !== undefined) return chosen;
  const examples = parameter.examples;
  const named = examples.find(({ name }) => name === example) ?? examples[0];
  return named?.value ?? complete(parameter.schema);
}

export interface Refusal {
  /** `chatId: format`. */
  name: string;
  keyword: string;
  request: HttpRequest;
}

/** The request with each parameter broken in each way that its schema allows, one at a time. */
export function parameterRefusals(operation: Operation): Refusal[] {
  return operation.parameters.flatMap((parameter) => {
    const refusal = (keyword: string, value: Json, number = ""): Refusal => ({
      name: `${parameter.name}: ${keyword}${number}`,
      keyword,
      request: documentedRequest(operation, { values: { [parameter.name]: value } }),
    });
    const missing = parameter.required && parameter.in !== "path" ? [refusal("required", null)] : [];
    const spoilt = textViolations(parameter).flatMap(({ keyword, values }) =>
      values.map((value, index) => refusal(keyword, value, values.length > 1 ? ` (${index + 1})` : "")),
    );
    return [...missing, ...spoilt];
  });
}

/** Strings that the parameter's schema refuses because of a keyword, which is verified before they are sent. */
function textViolations({ schema, examples }: Parameter): { keyword: string; values: string[] }[] {
  return Object.entries(schema.keywords).flatMap(([keyword, argument]) => {
    const tries = valuesAgainst(keyword, argument, examples[0]?.value ?? "text") ?? [];
    const texts = tries.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
    // An empty path segment would be a different path, and Prism treats an empty query parameter as missing.
    const values = [...new Set(texts)].filter(
      (text) => text !== "" && violates(schema, readText(schema, text), keyword),
    );
    return values.length > 0 ? [{ keyword, values }] : [];
  });
}

export interface BodyRefusal extends Refusal {
  /** The schema that is violated; undefined if the whole body is missing. */
  schema?: Schema;
}

/** The request without its body, and with each keyword of its body's schema violated. Prism treats null as a missing body. */
export function bodyRefusals(operation: Operation): BodyRefusal[] {
  const refusal = (name: string, keyword: string, body: Json): BodyRefusal => ({
    name: `body${name}`,
    keyword,
    request: documentedRequest(operation, { body }),
  });
  const missing = operation.requiresBody ? [refusal(": required", "required", null)] : [];
  const spoilt = operation.requestBodies.flatMap(({ schema: whole, examples }) =>
    violations(whole, complete(whole, examples[0]?.value))
      .found.filter(({ value }) => value !== null)
      .map(({ name, keyword, value, schema }) => ({ ...refusal(name, keyword, value), schema })),
  );
  return [...missing, ...spoilt];
}

/** The documented status of a refused request; undefined if none is documented, so nothing is promised. */
export function refusalStatus({ responses }: Operation, kind: "credentials" | "request"): number | undefined {
  const statuses = kind === "credentials" ? [401] : [422, 400];
  return statuses.find((status) => responses.some((response) => response.status === status));
}

const METHODS = ["GET", "PUT", "POST", "DELETE", "PATCH", "HEAD", "OPTIONS"];

export function undocumentedMethods(operations: Operation[], operation: Operation): string[] {
  const documented = operations.filter(({ path }) => path === operation.path).map(({ method }) => method);
  return METHODS.filter((method) => !documented.includes(method));
}

export const CREDENTIAL_FAULTS: { name: string; headers: (request: HttpRequest) => Record<string, string> }[] = [
  { name: "missing credentials", headers: ({ headers: { authorization: _, ...rest } }) => rest },
  {
    name: "another scheme",
    headers: ({ headers }) => ({ ...headers, authorization: `Basic ${btoa(`user:${ANY_KEY}`)}` }),
  },
  { name: "an empty token", headers: ({ headers }) => ({ ...headers, authorization: "Bearer" }) },
];
