/** What can be asked of a real deployment without changing anything there. */
import { randomUUID } from "node:crypto";
import { answered, type Check, methodFindings } from "../checks/provider-checks.js";
import type { Contract } from "../engine/contract.js";
import { NoAnswer, type Request } from "../engine/exchange.js";
import { type Operation, objectAt, type Parameter } from "../engine/openapi.js";
import { documentedRequest, textViolations, undocumentedMethods } from "../engine/requests.js";

export interface LiveOptions {
  /** The API key; without it only unauthenticated requests are made. */
  key?: string | undefined;
  /** A chat that the key's account shall really leave. */
  leaveChatId?: string | undefined;
  /** Whether the target is a mock, which knows no chats and no keys and has to be told what to answer. */
  isMock: boolean;
}

export interface LivePlan {
  checks: Check[];
  /** What is left out, and why. */
  notAsked: string[];
}

/** The operation that CONTRACT_LEAVE_CHAT_ID is for. */
const LEAVE = "leaveChat";

export function livePlan(contract: Contract, options: LiveOptions): LivePlan {
  const plans = contract.written.operations.map((operation) => planFor(contract, operation, options));
  return { checks: plans.flatMap(({ checks }) => checks), notAsked: plans.flatMap(({ notAsked }) => notAsked) };
}

function planFor(contract: Contract, operation: Operation, { key, leaveChatId, isMock }: LiveOptions): LivePlan {
  const id = operation.parameters.find((parameter) => isResourceId(contract, parameter));
  if (!id) {
    return { checks: [], notAsked: [`${operation.id}: it names no resource, so no request is sure to change nothing`] };
  }
  // Every request names a chat that does not exist: should the target let one through that it has to refuse, nothing happens.
  const request = (token: string | undefined, status: number, value: string = randomUUID()): Request => {
    const { headers, ...rest } = documentedRequest(contract.written, operation, {
      values: { [id.name]: value },
      ...(isMock && { status }),
    });
    const { authorization: _, ...others } = headers;
    return { ...rest, headers: token === undefined ? others : { ...others, authorization: `Bearer ${token}` } };
  };
  const check = (name: string, token: string | undefined, status: number, value?: string): Check => {
    const title = `${operation.id} › ${name} → ${status}`;
    return {
      name: title,
      covers: [],
      run: async (ask) => {
        const expectation = { name: title, operation, request: request(token, status, value), status };
        return (await answered({ contract, exact: false }, expectation, ask)).findings;
      },
    };
  };

  const checks = operation.secured
    ? [check("no token", undefined, 401), check("a token that was never given out", `no-key-${randomUUID()}`, 401)]
    : [];
  const notAsked: string[] = [];
  if (key === undefined) {
    notAsked.push(`${operation.id}: a malformed id, an unknown id, an undocumented method (set LINQ_API_V3_API_KEY)`);
  } else {
    const [malformed] = textViolations(contract.written, id).flatMap(({ values }) => values);
    if (malformed !== undefined) checks.push(check("an id that is malformed", key, 400, malformed));
    checks.push(check("an id that nothing has", key, 404));
    checks.push(methodCheck(contract, operation, request(key, 404)));
  }
  if (operation.id === LEAVE && leaveChatId !== undefined) {
    const [success] = operation.responses.filter(({ status }) => status < 300);
    checks.push(check(`leaving the chat ${leaveChatId}`, key, success?.status ?? 200, leaveChatId));
  } else if (operation.id === LEAVE) {
    notAsked.push(`${operation.id}: a real leave (set CONTRACT_LEAVE_CHAT_ID to a chat that shall be left)`);
  }
  return { checks, notAsked };
}

function isResourceId({ written }: Contract, parameter: Parameter): boolean {
  return parameter.in === "path" && objectAt(written.spec, parameter.schema).format === "uuid";
}

/** The documented methods are not tried: they could do something. */
function methodCheck(contract: Contract, operation: Operation, request: Request): Check {
  const [method = "GET"] = undocumentedMethods(contract.written, operation);
  const name = `${operation.id} › ${method}, which is not documented → 404 or 405`;
  return {
    name,
    covers: [],
    run: async (ask) =>
      methodFindings(
        name,
        await ask({ ...request, method }).catch((error: Error) => {
          if (error instanceof NoAnswer) return error;
          throw error;
        }),
      ),
  };
}
