const misuses = new WeakSet<Error>();

/** The error of a `fetch` that breaks its promise. Another attempt would not change that. */
export function fetchMisuse(message: string): Error {
  const error = new TypeError(message);
  misuses.add(error);
  return error;
}

/** Whatever a `fetch` threw: `instanceof` would itself throw on a revoked proxy. */
export function isFetchMisuse(thrown: unknown): boolean {
  return misuses.has(thrown as Error);
}
