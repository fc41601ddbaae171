import { demands } from "../../generated/demands.js";
import { operations } from "../../generated/operations.js";
import { basePaths, outcomes } from "../../generated/outcomes.js";
import type { Operation } from "../operation.js";
import type { Demands, Outcome } from "../outcome.js";

/** An operation with everything that the contract documents about it. */
export interface DocumentedOperation extends Operation {
  readonly name: string;
  readonly demands: Demands;
  /** Its responses by name. */
  readonly answers: ReadonlyMap<string, Outcome>;
  /** Its responses by the parameter whose value alone selects them, keyed by {@link pairKey}. */
  readonly paired: ReadonlyMap<string, Outcome>;
  /** The first documented success. */
  readonly success: Outcome;
}

/** The operation and the parameters that a request is for. */
export interface Route {
  readonly operation: DocumentedOperation;
  /** Decoded; `undefined` for a value that cannot be decoded. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

export const documented: readonly DocumentedOperation[] = Object.entries(operations).map(([name, operation]) => {
  const own = outcomes.filter((outcome) => outcome.operation === name);
  const answers = new Map(own.map((outcome) => [nameOf(outcome), outcome]));
  const success = own.find(({ status }) => status < 300) as Outcome;
  const paired = new Map(
    own.flatMap((outcome) =>
      outcome.pairedBy.map((parameter) => [pairKey(parameter, `${outcome.request.path[parameter]}`), outcome]),
    ),
  );
  return { ...(operation as Operation), name, demands: demands[name] as Demands, answers, paired, success };
});

const routes = documented
  .map((operation) => ({ operation, ...matcher(operation.path) }))
  // Of two matching paths, the one with fewer parameters wins.
  .sort((a, b) => a.names.length - b.names.length);

/** The name of its example; for a response without a body, its status. */
export function nameOf({ example, status }: Outcome): string {
  return example ?? `${status}`;
}

/** The response that the contract pairs with the value of a path parameter. */
export function pairedOutcome({ operation, parameters }: Route): Outcome | undefined {
  for (const [name, value] of Object.entries(parameters)) {
    const outcome = operation.paired.get(pairKey(name, `${value}`));
    if (outcome) return outcome;
  }
  return undefined;
}

function pairKey(parameter: string, value: string): string {
  return `${parameter}=${value.toLowerCase()}`;
}

/** A path without the base path of a server. */
export function withoutBasePath(path: string): string {
  const basePath = basePaths.find((basePath) => path.startsWith(`${basePath}/`)) ?? "";
  return path.slice(basePath.length);
}

/** @param path without a base path, still encoded */
export function routeOf(method: string, path: string): Route | undefined {
  for (const { operation, pattern, names } of routes) {
    const found = operation.method === method && pattern.exec(path);
    if (!found) continue;
    return {
      operation,
      parameters: Object.fromEntries(names.map((name, index) => [name, decoded(found[index + 1] as string)])),
    };
  }
  return undefined;
}

/** The methods that the contract has for a path. */
export function methodsOf(path: string): string[] {
  return [...new Set(routes.filter(({ pattern }) => pattern.test(path)).map(({ operation }) => operation.method))];
}

function matcher(path: string): { pattern: RegExp; names: string[] } {
  const names = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name]) => name as string);
  const literal = path.replace(/[.*+?^$()|[\]\\]/g, "\\$&");
  return { pattern: new RegExp(`^${literal.replace(/\{[^}]+\}/g, "([^/]+)")}$`), names };
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
