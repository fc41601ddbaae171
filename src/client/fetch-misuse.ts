const misuses = new WeakSet<Error>();

/** The error for a `fetch` that breaks its contract. Another attempt would not help. */
export function fetchMisuse(message: string): Error {
  const error = new TypeError(message);
  misuses.add(error);
  return error;
}

/** Takes anything that a `fetch` may throw: `instanceof` would itself throw on a revoked proxy. */
export function isFetchMisuse(thrown: unknown): boolean {
  return misuses.has(thrown as Error);
}
