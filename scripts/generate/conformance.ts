/**
 * `generated/conformance.json`: how a client should behave, as scenarios for clients in any language. The expected behaviour follows
 * from the rules in the README ("Errors and retries") and from `x-error-codes`, not from the code of our client.
 */
import { type Document, examplesOf, type LocatedOperation, operationsOf } from "./document.js";

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** A `retry-after` header with the HTTP date this many seconds from now. */
  retryAfterDate?: number;
}

/** What the connection does instead: reset at once, close, end in the middle of the body, or stay silent. */
export interface Fault {
  fault: "reset" | "close" | "truncated" | "silent";
}

/** In seconds. */
export interface Wait {
  atLeast: number;
  atMost: number;
}

export interface Result {
  kind: "success" | "api-error" | "unexpected-response" | "connection-error" | "timeout";
  status?: number;
  code?: number;
  /** Whether Linq may have carried out a request whose response was lost. */
  maybeDelivered?: boolean;
}

export interface Scenario {
  name: string;
  operation: string;
  request: { method: string; path: string };
  /** In order; the last one is repeated for each further request. */
  answers: (Answer | Fault)[];
  /** The time limit of an attempt in seconds, if the scenario needs one. */
  timeout?: number;
  expected: { requests: number; waits: Wait[]; result: Result };
}

interface Code {
  code: number;
  status: number;
  retry: "never" | "backoff" | "after";
  wait?: number;
  meaning: string;
}

const RETRIES = 2;
const json = { "content-type": "application/json" };

/** @param document with its references resolved */
export function conformanceFile(document: Document): string {
  // The rules are the same for every operation, so one is enough: the one with the most documented responses.
  const [located] = operationsOf(document.paths)
    .filter(({ operation }) => operation["x-idempotent"] && successOf(operation))
    .sort((one, other) => responseCount(other) - responseCount(one));
  const accepted = located && successOf(located.operation);
  const scenarios = accepted ? scenariosOf(located, accepted, codesOf(document)) : [];
  return `${JSON.stringify({ $schema: "../contract-tests/conformance/scenarios.schema.json", retries: RETRIES, scenarios }, null, 2)}\n`;
}

function responseCount({ operation }: LocatedOperation): number {
  return Object.keys(operation.responses).length;
}

/** The first success with a body. */
function successOf({ responses }: LocatedOperation["operation"]): Answer | undefined {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .flatMap(([status, { content = {} }]) =>
      Object.values(content)
        .flatMap(examplesOf)
        .map(([, body]) => ({ status: Number(status), headers: json, body: JSON.stringify(body) })),
    )[0];
}

function requestOf({ method, path, parameters }: LocatedOperation): Scenario["request"] {
  const filled = parameters
    .filter((parameter) => parameter.in === "path")
    .reduce((path, parameter) => path.replace(`{${parameter.name}}`, `${examplesOf(parameter)[0]?.[1]}`), path);
  return { method, path: filled };
}

function codesOf(document: Document): Code[] {
  return Object.values(document.components.schemas).flatMap((schema) => (schema["x-error-codes"] as Code[]) ?? []);
}

function scenariosOf(located: LocatedOperation, accepted: Answer, codes: Code[]): Scenario[] {
  const { operationId: operation } = located.operation;
  const request = requestOf(located);
  const another = accepted.status === 200 ? 201 : 200;
  const success: Result = { kind: "success", status: accepted.status };
  const scenario = (name: string, answers: Scenario["answers"], result: Result, waits: Wait[] = []): Scenario => ({
    name,
    operation,
    request,
    answers,
    ...(answers.some((one) => "fault" in one && one.fault === "silent") && { timeout: 1 }),
    expected: { requests: waits.length + 1, waits, result },
  });
  /** One failure followed by success, and only failures. */
  const retried = (name: string, failure: Answer | Fault, result: Result, wait: (attempt: number) => Wait) => [
    scenario(`retries ${name} until it succeeds`, [failure, accepted], success, [wait(1)]),
    scenario(`gives up on ${name} after ${RETRIES} retries`, [failure], result, [wait(1), wait(2)]),
  ];
  const final = (name: string, failure: Answer, result: Result) => [
    scenario(`does not retry ${name}`, [failure, accepted], result),
  ];
  const [permanent] = codes.filter(({ retry, status }) => retry === "never" && status === 409);
  const [transient] = codes.filter(({ retry }) => retry === "backoff");
  const byTheCode = (one: Code) => `${one.status} / ${one.code}`;

  return [
    scenario("returns a success", [accepted], success),
    scenario("returns a success with undocumented members", [withMember(accepted)], success),
    scenario("treats another 2xx as a success", [{ ...accepted, status: another }], { ...success, status: another }),

    ...codes.flatMap((one) => {
      if (one.retry === "never") return final(byTheCode(one), errorOf(one), apiError(one));
      if (one.retry === "backoff") return retried(byTheCode(one), errorOf(one), apiError(one), backoff);
      return [
        ...retried(
          `${byTheCode(one)} with retry-after: 1`,
          errorOf(one, { "retry-after": "1" }),
          apiError(one),
          after(1),
        ),
        ...final(`${byTheCode(one)} with retry-after: 61`, errorOf(one, { "retry-after": "61" }), apiError(one)),
        ...[undefined, "soon", "-1", "0", "tomorrow, 10:00"].flatMap((value) => {
          const headers = value === undefined ? {} : { "retry-after": value };
          const header = value === undefined ? "without retry-after" : `with retry-after: ${value}`;
          const wait = one.wait ? after(one.wait) : backoff;
          return retried(`${byTheCode(one)} ${header}`, errorOf(one, headers), apiError(one), wait).slice(0, 1);
        }),
        ...retried(
          `${byTheCode(one)} with retry_after: 1 in the body`,
          errorOf(one, {}, { retry_after: 1 }),
          apiError(one),
          after(1),
        ).slice(0, 1),
        scenario(
          `retries ${byTheCode(one)} with a date in retry-after`,
          [{ ...errorOf(one), retryAfterDate: 3 }, accepted],
          success,
          // A date has whole seconds, so the wait may be up to one second shorter.
          [{ atLeast: 2, atMost: 4 }],
        ),
      ];
    }),
    ...[permanent, transient].flatMap((one) => {
      if (!one) return [];
      const status = one === permanent ? 503 : 400;
      const name = `${one.code} despite the status ${status}`;
      const result = { ...apiError(one), status };
      return one === permanent
        ? final(name, errorOf({ ...one, status }), result)
        : retried(name, errorOf({ ...one, status }), result, backoff);
    }),

    ...[400, 401, 403, 404, 408, 409, 410, 422, 429, 500, 501, 502, 503, 504].flatMap((status) => {
      const name = `${status} with an undocumented code`;
      return isTransient(status)
        ? retried(name, errorOf(unknown(status)), apiError(unknown(status)), backoff)
        : final(name, errorOf(unknown(status)), apiError(unknown(status)));
    }),
    ...[403, 404, 413, 500, 502, 503, 504].flatMap((status) => {
      const page = { status, headers: { "content-type": "text/html" }, body: "<h1>The gateway's page</h1>" };
      const result: Result = { kind: "unexpected-response", status };
      const name = `a gateway's page with ${status}`;
      return isTransient(status) ? retried(name, page, result, backoff) : final(name, page, result);
    }),
    ...[301, 302, 307, 308].flatMap((status) =>
      final(
        `or follow a redirect with ${status}`,
        { status, headers: { location: "/elsewhere" }, body: "" },
        { kind: "unexpected-response", status },
      ),
    ),
    ...Object.entries({
      "without a body": { ...accepted, body: "" },
      "that is not JSON": { ...accepted, headers: { "content-type": "text/html" } },
      "that is broken JSON": { ...accepted, body: accepted.body.slice(0, -1) },
      "with the body of an error": errorOf(unknown(accepted.status)),
    }).flatMap(([name, answer]) =>
      final(`a success ${name}`, answer, { kind: "unexpected-response", status: accepted.status }),
    ),

    ...(["reset", "close", "truncated", "silent"] as const).flatMap((fault) => {
      const kind = fault === "silent" ? "timeout" : "connection-error";
      const name = FAULT_NAMES[fault];
      return retried(name, { fault }, { kind, maybeDelivered: true }, backoff);
    }),
    ...(permanent
      ? [
          scenario(
            `says that a request whose response was lost may have caused ${byTheCode(permanent)}`,
            [{ fault: "reset" }, errorOf(permanent)],
            { ...apiError(permanent), maybeDelivered: true },
            [backoff(1)],
          ),
        ]
      : []),
  ];
}

/** How the names of the scenarios describe each fault. */
const FAULT_NAMES = {
  reset: "a connection that is reset",
  close: "a connection that is closed",
  truncated: "a truncated response",
  silent: "a server that does not respond",
};

/** For responses without a documented code. */
function isTransient(status: number): boolean {
  return [408, 429].includes(status) || (status >= 500 && status !== 501);
}

function unknown(status: number): Code {
  return { code: 9999, status, retry: "never", meaning: "Not documented" };
}

/** Full jitter: up to 1, 2, 4 … seconds. */
function backoff(attempt: number): Wait {
  return { atLeast: 0, atMost: 2 ** (attempt - 1) };
}

/** With a little jitter added. */
function after(seconds: number): () => Wait {
  return () => ({ atLeast: seconds, atMost: seconds + Math.max(1, seconds / 10) });
}

function apiError({ status, code }: Code): Result {
  return { kind: "api-error", status, code };
}

function errorOf({ status, code, meaning }: Code, headers: Record<string, string> = {}, members: object = {}): Answer {
  const body = { error: { status, code, message: meaning, ...members }, success: false, trace_id: "trace_conformance" };
  return { status, headers: { ...json, ...headers }, body: JSON.stringify(body) };
}

function withMember(answer: Answer): Answer {
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), not_documented: { of: ["any", "kind"] } }) };
}
