/**
 * A small provider that conforms to the contract. It was written from the vendor's documentation and does not read `openapi/`: if it breaks
 * the contract, the contract is wrong.
 */
import { randomBytes } from "node:crypto";
import { codeOf } from "../engine/cases.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { type Json, withValueAt } from "../engine/json-pointers.js";
import { ANY_KEY } from "../engine/requests.js";
import { sources } from "../vendor/sources.js";

const ROUTE = /^\/v3\/chats\/([^/]*)\/leave$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** The documented ids encode the outcome: status, then error code. */
const SPELLED = /^00000(\d{3})-(\d{4})-4000-8000-000000000000$/;

/** The bodies of the vendor's reference page by error code, and that of the success under 0. */
const PAGE = new Map(
  sources
    .filter(({ id }) => id === "leaveChat")
    .flatMap(({ bodies }) => [...bodies.values()].map((body) => [Number(codeOf(body) ?? 0), body] as const)),
);

export function referenceProvider({ method, path, headers, body }: HttpRequest): HttpResponse {
  const chatId = ROUTE.exec(decodeURI(path))?.[1];
  if (chatId === undefined) return error(404, 2001);
  if (method !== "POST") return { status: 405, headers: { allow: "POST" }, body: "" };
  if (headers.authorization !== `Bearer ${ANY_KEY}`) return error(401, 2004);
  if (!UUID.test(chatId) || body) return error(400, 1005);

  const [, status, code] = SPELLED.exec(chatId) ?? [undefined, "404", "2001"];
  return status === "202" ? jsonResponse(202, PAGE.get(0) ?? null) : error(Number(status), Number(code));
}

/** Whether the provider serves the request's operation. */
export function serves({ method, path }: HttpRequest): boolean {
  return method === "POST" && ROUTE.test(path);
}

function error(status: number, code: number): HttpResponse {
  const body = PAGE.get(code) ?? { error: { status, code, message: "In the provider's words" }, success: false };
  if (status !== 429) return jsonResponse(status, body);
  return jsonResponse(status, withValueAt(body, "#/error/retry_after", 30), { "retry-after": "30" });
}

export function jsonResponse(status: number, body: Json, headers: Record<string, string> = {}): HttpResponse {
  const traceId = randomBytes(16).toString("hex");
  return {
    status,
    headers: { "content-type": "application/json; charset=utf-8", "x-trace-id": traceId, ...headers },
    body: JSON.stringify(body),
  };
}
