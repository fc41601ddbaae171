import { operations } from "../../generated/operations.js";
import { LinqInputError } from "../errors.js";
import type { Operation } from "../operation.js";
import { assertPathParameter } from "../path-parameter.js";
import { refuseUnknown } from "../unknown-options.js";
import { CALL_OPTIONS, type Limits, readLimits, readSignal, type Settings } from "./client-options.js";
import type { Call } from "./transport.js";

/** What a caller passes to `GET`, `POST`…: openapi-fetch's options and ours. */
export interface Init extends Limits {
  params?: { path?: Record<string, unknown>; header?: unknown };
  headers?: unknown;
  parseAs?: string;
  middleware?: unknown;
  [option: string]: unknown;
}

/** The options that openapi-fetch may get; its other options would bypass the client's guarantees. */
const OPTIONS = ["params", "body", "parseAs", "querySerializer", "bodySerializer", "middleware", ...CALL_OPTIONS];
const PARSERS = ["json", "text", "blob", "arrayBuffer", "stream"];

const byRequest = new Map<string, [name: string, operation: Operation]>(
  Object.entries(operations).map((one) => [`${one[1].method} ${one[1].path}`, one]),
);

/** @throws LinqInputError if the contract has no such operation, or an option is wrong */
export function readCall(method: string, path: string, init: Init, settings: Settings): Call {
  if (typeof method !== "string" || typeof path !== "string") {
    throw new LinqInputError("A request needs a method and a path from the contract, both as strings");
  }
  const request = `${method.toUpperCase()} ${path}`;
  const found = byRequest.get(request);
  if (!found) throw new LinqInputError(`The contract has no operation ${request.slice(0, 200)}`);

  refuseUnknown(init, OPTIONS, request, LinqInputError);
  if (init.parseAs !== undefined && !PARSERS.includes(init.parseAs)) {
    throw new LinqInputError(`parseAs takes one of ${PARSERS.join(", ")}`);
  }
  const [name, operation] = found;
  const { deadline, ...limits } = readLimits(init, settings);
  return { name, operation, signal: readSignal(init.signal), end: settings.clock.now() + deadline, ...limits };
}

/** @throws LinqInputError instead of whatever the caller's values throw when they are read */
export function reading<Value>(what: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof LinqInputError) throw error;
    throw new LinqInputError(`${what} cannot be read`);
  }
}

/** The path with its parameters filled in. */
export function pathOf({ path, pathParameters }: Operation, values: Record<string, unknown> = {}): string {
  return Object.entries(pathParameters).reduce((filled, [name, schema]) => {
    const value = values?.[name];
    assertPathParameter(name, value, schema);
    return filled.replace(`{${name}}`, encodeURIComponent(value));
  }, path);
}
