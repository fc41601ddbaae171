/** Requests to a real deployment that change nothing there. */
import { randomUUID } from "node:crypto";
import type { Check } from "../checks/check.js";
import { methodCheck, sendAndValidate } from "../checks/provider-checks.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import type { Operation, Parameter } from "../engine/openapi.js";
import { documentedRequest, refusalStatus, textViolations, undocumentedMethods } from "../engine/requests.js";

export interface LiveOptions {
  /** The API key; without it only unauthenticated requests are made. */
  key?: string | undefined;
  /** A chat for the key's account to really leave. */
  leaveChatId?: string | undefined;
  /** Whether the target is a mock, which knows no chats and no keys and has to be told what to respond. */
  isMock: boolean;
}

export interface LivePlan {
  checks: Check[];
  /** What is left out, and why. */
  skipped: string[];
}

/** The operation that CONTRACT_LEAVE_CHAT_ID is for. */
const LEAVE = "leaveChat";

export function livePlan(contract: Contract, options: LiveOptions): LivePlan {
  const plans = contract.written.operations.map((operation) => planFor(contract, operation, options));
  return { checks: plans.flatMap(({ checks }) => checks), skipped: plans.flatMap(({ skipped }) => skipped) };
}

function planFor(contract: Contract, operation: Operation, { key, leaveChatId, isMock }: LiveOptions): LivePlan {
  const id = operation.parameters.find((parameter) => isResourceId(parameter));
  if (!id) {
    return {
      checks: [],
      skipped: [`${operation.id}: it names no resource, so no request is certain to change nothing`],
    };
  }
  // Every request names a chat that does not exist: if the target accepts what it must refuse, nothing happens.
  const request = (token: string | undefined, status: number, value: string = randomUUID()): HttpRequest => {
    const { headers, ...rest } = documentedRequest(operation, {
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
      run: async (send) => {
        const isRefusal = status === 401 || status === refusalStatus(operation, "request");
        const expectation = { name: title, operation, request: request(token, status, value), status, isRefusal };
        return (await sendAndValidate({ contract, exact: false }, expectation, send)).findings;
      },
    };
  };

  const checks = operation.secured
    ? [check("no token", undefined, 401), check("a token that was never issued", `no-key-${randomUUID()}`, 401)]
    : [];
  const skipped: string[] = [];
  if (key === undefined) {
    skipped.push(`${operation.id}: a malformed id, an unknown id, an undocumented method (set LINQ_API_V3_API_KEY)`);
  } else {
    const [malformed] = textViolations(id).flatMap(({ values }) => values);
    const refusal = refusalStatus(operation, "request");
    if (malformed !== undefined && refusal !== undefined) checks.push(check("a malformed id", key, refusal, malformed));
    if (operation.responses.some(({ status }) => status === 404)) checks.push(check("an unknown id", key, 404));
    // The documented methods are not tried, because they could do something.
    const [method = "GET"] = undocumentedMethods(contract.written.operations, operation);
    const name = `${operation.id} › ${method}, which is not documented → 404 or 405`;
    checks.push(methodCheck(name, { ...request(key, 404), method }));
  }
  if (operation.id === LEAVE && leaveChatId !== undefined) {
    const [success] = operation.responses.filter(({ status }) => status < 300);
    checks.push(check(`leaving the chat ${leaveChatId}`, key, success?.status ?? 200, leaveChatId));
  } else if (operation.id === LEAVE) {
    skipped.push(`${operation.id}: a real leave (set CONTRACT_LEAVE_CHAT_ID to a chat to leave)`);
  }
  return { checks, skipped };
}

function isResourceId({ in: place, schema }: Parameter): boolean {
  return place === "path" && schema.keywords.format === "uuid";
}
