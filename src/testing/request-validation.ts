import type { Outcome } from "../outcome.js";
import { conforms, type Schema, violation } from "../validate.js";
import type { Asked } from "./answer-chooser.js";
import type { DocumentedOperation, Route } from "./documented-operations.js";

/** The statuses for a request that breaks the contract; which one is used depends on what the operation documents. */
const INVALID = [422, 400];

export interface Refusal {
  readonly why: "no API key" | "invalid request";
  /** What is wrong. */
  readonly detail: string;
  /** The documented response for it; absent if the operation documents none. */
  readonly outcome: Outcome | undefined;
}

/** What is wrong with a request, in the order in which Prism checks: the key first, then everything else. */
export function refusalOf(route: Route, asked: Asked): Refusal | undefined {
  const { operation } = route;
  if (operation.demands.secured && !/^Bearer ./.test(asked.header("authorization") ?? "")) {
    const detail = "The request needs an API key: authorization: Bearer <key>.";
    return { why: "no API key", detail, outcome: firstOf(operation, [401]) };
  }
  const detail = parameterFault(route) ?? queryFault(operation, asked) ?? bodyFault(operation, asked);
  return detail === undefined ? undefined : { why: "invalid request", detail, outcome: firstOf(operation, INVALID) };
}

function firstOf({ answers }: DocumentedOperation, statuses: number[]): Outcome | undefined {
  return statuses.flatMap((status) => [...answers.values()].filter((outcome) => outcome.status === status))[0];
}

function parameterFault({ operation, parameters }: Route): string | undefined {
  const wrong = Object.entries(operation.pathParameters).find(
    ([name, schema]) => parameters[name] === undefined || !conforms(schema, asSchema(parameters[name], schema)),
  );
  return wrong && `The path parameter ${wrong[0]} is invalid.`;
}

function queryFault({ demands }: DocumentedOperation, { query }: Asked): string | undefined {
  for (const [name, { required, schema }] of Object.entries(demands.query)) {
    // Prism treats an empty value as a missing one.
    const value = query.get(name) || undefined;
    if (value === undefined ? required : !conforms(schema, asSchema(value, schema))) {
      return `The query parameter ${name} is ${value === undefined ? "missing" : "invalid"}.`;
    }
  }
  return undefined;
}

function bodyFault({ demands }: DocumentedOperation, asked: Asked): string | undefined {
  const { body } = demands;
  if (asked.body.length === 0) return body?.required ? "The request needs a body." : undefined;
  if (!body) return "The operation takes no body.";
  const found = violation(body.schema, parse(asked.body));
  return found && `The body breaks the contract: ${found}.`;
}

/** The text of a parameter, converted to the type of its schema; unchanged if that is not possible. */
function asSchema(text: string, { type }: Schema): unknown {
  if (type === "boolean") return text === "true" || (text === "false" ? false : text);
  if (type !== "integer" && type !== "number") return text;
  return Number.isFinite(Number(text)) ? Number(text) : text;
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}
