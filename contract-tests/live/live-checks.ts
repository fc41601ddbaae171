/** The checks that are run against a deployment. Nothing changes there unless the caller names an id. */
import { randomUUID } from "node:crypto";
import type { Check } from "../checks/check.js";
import {
  caseCheck,
  credentialChecks,
  methodCheck,
  parameterChecks,
  requestBodyChecks,
  sendAndValidate,
} from "../checks/provider-checks.js";
import { type Case, casesOf } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import type { Operation, Parameter } from "../engine/openapi.js";
import { ANY_KEY, documentedRequest, undocumentedMethods } from "../engine/requests.js";
import { UsageError } from "./report.js";

export interface LiveOptions {
  /** The API key; without it only unauthenticated requests are made. */
  key?: string | undefined;
  /** Ids for which the caller knows the response, by the name of its example: `{ groupChatsOnly: "…" }`. */
  known?: Readonly<Record<string, string>>;
  /** Whether the target is a mock, which knows no chats or keys and must be told which response to return. */
  isMock: boolean;
}

export interface LiveCheck extends Check {
  /** Why the check is skipped, if it is. */
  skipped?: string;
}

/** @throws UsageError for a response name that is not in the contract */
export function livePlan(contract: Contract, options: LiveOptions): LiveCheck[] {
  const { key, known = {}, isMock } = options;
  const all = casesOf(contract.written);
  for (const name of Object.keys(known)) {
    const names = new Set(all.flatMap(({ response, example = "" }) => (response.status < 300 ? [] : example)));
    if (!names.has(name)) {
      throw new UsageError(
        `--known takes the name of an error example, not ${JSON.stringify(name)}: ${[...names].join(", ")}.`,
      );
    }
  }
  const cases = all.flatMap((one): LiveCheck[] => {
    const id = known[one.example ?? ""];
    if (id !== undefined) return [knownCheck(contract, options, one, id)];
    const check = caseCheck({ contract, exact: false }, one);
    if (isMock) return [check];
    return one.response.status < 300
      ? []
      : [{ ...check, skipped: "needs an id that leads to this error: --known <example>=<id>" }];
  });
  const refusals = contract.written.operations.flatMap((operation) => refusalsOf(contract, operation, options));
  return [...refusals, ...cases].map((check) => sentWith(key, check));
}

function refusalsOf(contract: Contract, operation: Operation, { key, isMock }: LiveOptions): LiveCheck[] {
  const id = resourceId(operation);
  if (!id) {
    const skipped = "has no resource id in its path, so any request might change something";
    return [{ name: `${operation.id} › refusals`, covers: [], run: async () => [], skipped }];
  }
  const suite = { contract, exact: false };
  const unknown = withUnknownId(operation, id);
  const expecting = (what: string, status: number, request: HttpRequest): Check => {
    const name = `${operation.id} › ${what} → ${status}`;
    const expectation = { name, operation, request, status, isRefusal: status === 401 };
    return { name, covers: [], run: async (send) => (await sendAndValidate(suite, expectation, send)).findings };
  };
  const told = (status: number) => (isMock ? { status } : {});
  const neverIssued = { authorization: `Bearer no-key-${randomUUID()}` };
  const hasStatus = (wanted: number) => operation.responses.some(({ status }) => status === wanted);
  // Documented methods are not tried, because they could have an effect.
  const [method = "GET"] = undocumentedMethods(contract.written.operations, operation);
  const unauthenticated = [
    ...credentialChecks(suite, unknown),
    ...(operation.secured && hasStatus(401)
      ? [
          expecting(
            "a token that was never issued",
            401,
            documentedRequest(unknown, { ...told(401), headers: neverIssued }),
          ),
        ]
      : []),
  ];
  const authenticated: LiveCheck[] = [
    ...parameterChecks(suite, unknown),
    ...requestBodyChecks(suite, unknown).map(orNotFound),
    ...(hasStatus(404) ? [expecting("an unknown id", 404, documentedRequest(unknown, told(404)))] : []),
    methodCheck(`${operation.id} › refuses ${method}`, { ...documentedRequest(unknown), method }),
  ];
  if (key !== undefined) return [...unauthenticated, ...authenticated];
  return [...unauthenticated, ...authenticated.map((check) => ({ ...check, skipped: "needs the API key" }))];
}

/** Each request names a resource that does not exist, so nothing happens even if the target accepts what it must refuse. */
function withUnknownId(operation: Operation, id: Parameter): Operation {
  const unknown = {
    ...id,
    get examples() {
      return [{ name: "unknown", value: randomUUID(), place: id.pointer }];
    },
  };
  return {
    ...operation,
    parameters: operation.parameters.map((parameter) => (parameter === id ? unknown : parameter)),
  };
}

/** A service may look up the resource before it validates the body. */
function orNotFound(check: Check): Check {
  return {
    ...check,
    run: async (send) =>
      (await check.run(send)).filter(
        ({ title, actual }) => !(title === "Unexpected HTTP status code" && actual === "404"),
      ),
  };
}

/** Requests a documented response with an id that, as the caller knows, leads to it. */
export function knownCheck(contract: Contract, { isMock }: LiveOptions, one: Case, id: string): Check {
  const { operation, response, example } = one;
  const parameter = resourceId(operation);
  const values = parameter ? { [parameter.name]: id } : {};
  const request = documentedRequest(operation, { values, ...(isMock && { status: response.status, example }) });
  return caseCheck({ contract, exact: false }, one, request);
}

/** The check with the caller's key in place of the suite's own. */
export function sentWith(key: string | undefined, check: LiveCheck): LiveCheck {
  return {
    ...check,
    run: (send) =>
      check.run(({ headers: { authorization, ...others }, ...request }) => {
        const token = authorization === `Bearer ${ANY_KEY}` ? key && `Bearer ${key}` : authorization;
        return send({ ...request, headers: token === undefined ? others : { ...others, authorization: token } });
      }),
  };
}

function resourceId({ parameters }: Operation): Parameter | undefined {
  return parameters.find(({ in: place, schema }) => place === "path" && schema.keywords.format === "uuid");
}
