/** What the client promises its caller, for each documented response and each way to make the call. */
import { isDeepStrictEqual } from "node:util";
import { createLinqClient } from "linq-openapi";
import { type Case, casesOf, requestFor } from "../engine/cases.js";
import { hasMethod } from "../engine/client-methods.js";
import type { Contract } from "../engine/contract.js";
import type { Finding } from "../engine/findings.js";
import { isObject, type Json, type JsonObject, objectAt, valueAt } from "../engine/json-pointers.js";
import { ANY_KEY, parameterValue } from "../engine/requests.js";
import { shown } from "../engine/validators.js";
import { LIMIT } from "../helpers/time-limit.js";
import type { Check } from "./check.js";

// biome-ignore lint/suspicious/noExplicitAny: the suite knows operations only by name.
type AnyCall = (...args: any[]) => Promise<any>;
type AnyClient = Record<string, AnyCall>;
type Fetch = typeof globalThis.fetch;

interface Connection {
  /** @default the client's own */
  baseUrl?: string;
  fetch: Fetch;
  /** @default the client of this project */
  createClient?: typeof createLinqClient;
}

/** One check for each case and each way to call: by the method named after the operation, if there is one, and by HTTP method and path. */
export function clientChecks(
  { written }: Contract,
  { baseUrl, fetch, createClient = createLinqClient }: Connection,
): Check[] {
  return casesOf(written).flatMap((one) => {
    const named = hasMethod(one.operation.id) ? [check(one, one.operation.id, callByName)] : [];
    return [...named, check(one, one.operation.method, callByMethod)];
  });

  function check(one: Case, way: string, call: typeof callByName): Check {
    const name = `${one.name} › ${way}`;
    return {
      name,
      covers: [`result › ${name}`],
      run: async () => {
        const client = createClient({
          apiKey: ANY_KEY,
          baseUrl,
          maxRetries: 0,
          timeout: LIMIT,
          fetch: preferring(one, fetch),
        });
        const actual = await call(client as unknown as AnyClient, one).catch((error) => ({ rejects: facts(error) }));
        const expected = way === one.operation.id ? promisedByName(one) : promisedByMethod(one);
        return differences(expected, actual).map(
          ([member, should, is]): Finding => ({
            title: "Unexpected client result",
            location: `${name}: ${member}`,
            expected: shown(should),
            actual: shown(is ?? "nothing"),
            owner: "client",
          }),
        );
      },
    };
  }
}

/** The given fetch, with every request asking for the response of the case. */
function preferring(one: Case, fetch: Fetch): Fetch {
  const { prefer } = requestFor(one).headers;
  return (input, init) => {
    const request = new Request(input, init);
    if (prefer) request.headers.set("prefer", prefer);
    return fetch(request);
  };
}

async function callByName(client: AnyClient, one: Case): Promise<JsonObject> {
  const result = await (client[one.operation.id] as AnyCall)(...Object.values(parametersIn("path", one)));
  return { resolves: result ?? null };
}

async function callByMethod(client: AnyClient, one: Case): Promise<JsonObject> {
  const { method, path, requestBodies } = one.operation;
  const body = requestBodies[0]?.examples[0]?.value;
  const [inPath, query, header] = ["path", "query", "header"].map((place) => parametersIn(place, one));
  const init = { params: { path: inPath, query, header }, ...(body !== undefined && { body }) };
  const { data, error, response } = await (client[method] as AnyCall)(path, init);
  return { status: response.status, data: data ?? null, error: error ?? null };
}

function parametersIn(place: string, { operation, example }: Case): JsonObject {
  const parameters = operation.parameters.filter((parameter) => parameter.in === place);
  return Object.fromEntries(parameters.map((one) => [one.name, parameterValue(one, { example })]));
}

function promisedByName({ response: { status, headers }, body }: Case): JsonObject {
  if (status < 300) return { resolves: body ?? null };
  const { code, message, retry_after } = objectAt(body ?? null, "#/error");
  const example = (name: string) => headers.find((header) => header.name === name)?.example;
  const promised: Record<string, Json | undefined> = {
    name: "LinqApiError",
    status,
    code,
    message: `${status} / ${code} ${message}`,
    body,
    traceId: valueAt(body, "#/trace_id") ?? example("x-trace-id"),
    retryAfter: example("retry-after") ?? retry_after,
    attempts: 1,
  };
  return { rejects: withoutUndefined(promised) };
}

function promisedByMethod({ response: { status }, body }: Case): JsonObject {
  const success = status < 300;
  return { status, data: success ? (body ?? null) : null, error: success ? null : (body ?? null) };
}

function facts(error: Record<string, Json>): JsonObject {
  const { name, status, code, body, traceId, retryAfter, attempts } = error;
  const message = `${error.message}`.replace(/ \(trace .*\)$/, "");
  return withoutUndefined({ name, status, code, message, body, traceId, retryAfter, attempts });
}

function withoutUndefined(value: Record<string, Json | undefined>): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

/** The members that differ: name, expected, actual. */
function differences(expected: JsonObject, actual: JsonObject, path = ""): [string, Json, Json | undefined][] {
  const names = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...names].flatMap((name): [string, Json, Json | undefined][] => {
    const [should, is] = [expected[name], actual[name]];
    if (isDeepStrictEqual(should, is)) return [];
    return isObject(should) && isObject(is)
      ? differences(should, is, `${path}${name}.`)
      : [[`${path}${name}`, should ?? "nothing", is]];
  });
}
