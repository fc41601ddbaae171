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
import { type Case, casesOf, codeOf } from "../engine/cases.js";
import type { Contract, LoadedSpec } from "../engine/contract.js";
import type { Send } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import type { Operation, Parameter } from "../engine/openapi.js";
import { documentedRequest, refusalStatus, undocumentedMethods } from "../engine/requests.js";
import { documentedResponse } from "../engine/validators.js";
import { UsageError } from "./report.js";

export interface LiveOptions {
  /** Whether there is an API key; without it only unauthenticated requests are made. */
  hasKey: boolean;
  /** Ids for which the caller knows the response, by the name of its example: `{ groupChatsOnly: "…" }`. */
  known?: Readonly<Record<string, string>>;
  /** Whether the target is a mock, which knows no chats or keys and must be told which response to return. */
  isMock: boolean;
}

export interface LiveCheck extends Check {
  /** Why the check is skipped, if it is. */
  skipped?: string | undefined;
  /** Whether a 404 proves nothing, because it may be about the unknown chat that the request names. */
  isHiddenBy404?: boolean;
}

const NO_ID = "has no resource id in its path, so any request might change something";

/** @throws UsageError for a response name that is not in the contract */
export function livePlan(contract: Contract, options: LiveOptions): LiveCheck[] {
  const { known = {}, isMock } = options;
  const cases = casesOf(contract.written);
  const errors = cases.filter(({ response }) => response.status >= 300);
  const names = new Set(errors.flatMap(({ example }) => example ?? []));
  const wrong = Object.keys(known).find((name) => !names.has(name));
  if (wrong !== undefined) {
    const all = [...names].join(", ");
    throw new UsageError(`--known takes the name of an error example, not ${JSON.stringify(wrong)}: ${all}.`);
  }
  return [
    ...contract.written.operations.flatMap((operation) => refusalsOf(contract, operation, options)),
    ...(isMock ? cases : errors).map((one) => {
      const id = known[one.example ?? ""];
      if (id !== undefined) return knownCheck(contract, isMock, one, id);
      const skipped = isMock ? undefined : whySkipped(contract.written, one);
      return { ...caseCheck({ contract, exact: false }, one), skipped };
    }),
  ];
}

/** Why an error for which the caller gave no id is not requested. */
function whySkipped({ errorCodes }: LoadedSpec, { operation, response: { status }, body }: Case): string {
  if (!resourceId(operation)) return NO_ID;
  if (status === refusalStatus(operation, "credentials")) return "depends on the credentials, which other checks vary";
  if (status === 404) return "another check requests it with an unknown id";
  const { retry = "never" } = errorCodes.find(({ code }) => code === codeOf(body)) ?? {};
  if (retry !== "never") return "is transient, so no id leads to it";
  return "needs an id that leads to this error: --known <example>=<id>";
}

function refusalsOf(contract: Contract, operation: Operation, { hasKey, isMock }: LiveOptions): LiveCheck[] {
  const id = resourceId(operation);
  if (!id) {
    return [{ name: `${operation.id} › refusals`, covers: [], run: async () => [], skipped: NO_ID }];
  }
  const suite = { contract, exact: false };
  const unknown = withUnknownId(operation, id);
  const refusal = (what: string, status: number, headers = {}): Check[] => {
    if (!documentedResponse(operation, status)) return [];
    const name = `${operation.id} › ${what} → ${status}`;
    const request = documentedRequest(unknown, { ...(isMock && { status }), headers });
    const expectation = { name, operation, request, status, isRefusal: status === 401 };
    return [{ name, covers: [], run: async (send) => (await sendAndValidate(suite, expectation, send)).findings }];
  };
  const neverIssued = { authorization: `Bearer no-key-${randomUUID()}` };
  // Documented methods are not tried, because they could have an effect.
  const [method = "GET"] = undocumentedMethods(contract.written.operations, operation);
  const authenticated: LiveCheck[] = [
    ...parameterChecks(suite, unknown),
    ...requestBodyChecks(suite, unknown).map(orNotFound),
    ...refusal("an unknown id", 404),
    {
      ...methodCheck(`${operation.id} › refuses ${method}`, { ...documentedRequest(unknown), method }),
      isHiddenBy404: true,
    },
  ];
  return [
    ...credentialChecks(suite, unknown),
    ...(operation.secured ? refusal("a token that was never issued", 401, neverIssued) : []),
    ...authenticated.map((check) => ({ ...check, skipped: hasKey ? undefined : "needs the API key" })),
  ];
}

/** Each request names a resource that does not exist, so nothing happens even if the target accepts what it must refuse. */
function withUnknownId(operation: Operation, id: Parameter): Operation {
  const unknown = {
    ...id,
    get examples() {
      return [{ name: "unknown", value: randomUUID(), place: id.pointer }];
    },
  };
  return { ...operation, parameters: operation.parameters.map((one) => (one === id ? unknown : one)) };
}

/** A service may look up the resource before it validates the body. */
function orNotFound(check: Check): LiveCheck {
  const isNotFound = ({ title, actual }: Finding) => title === "Unexpected HTTP status code" && actual === "404";
  const run = async (send: Send) => (await check.run(send)).filter((finding) => !isNotFound(finding));
  return { ...check, run, isHiddenBy404: true };
}

/** Requests a documented response with an id that, as the caller knows, leads to it. */
export function knownCheck(contract: Contract, isMock: boolean, one: Case, id: string): Check {
  const { operation, response, example } = one;
  const parameter = resourceId(operation);
  const values = parameter ? { [parameter.name]: id } : {};
  const request = documentedRequest(operation, { values, ...(isMock && { status: response.status, example }) });
  return caseCheck({ contract, exact: false }, one, request);
}

function resourceId({ parameters }: Operation): Parameter | undefined {
  return parameters.find(({ in: place, schema }) => place === "path" && schema.keywords.format === "uuid");
}
