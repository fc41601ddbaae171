/** Keys shorter than this are taken for placeholders such as `test`, which may stand in a text by chance. */
const SHORTEST_SECRET = 8;
const DEEPEST_CAUSE = 5;

export type Redact = (text: string) => string;

/** Replaces the API key wherever a text shows it, as it is or within JSON: a server may echo what it was sent. */
export function redactor(key: string): Redact {
  if (key.length < SHORTEST_SECRET) return (text) => text;
  const withinJson = JSON.stringify(key).slice(1, -1);
  return (text) => text.replaceAll(key, "[API key]").replaceAll(withinJson, "[API key]");
}

/** An error as name, message, stack, code and cause. Whatever else a `fetch` hangs on its errors, such as the request, may show the key. */
export function redactError(error: unknown, redact: Redact, depth = 1): Error {
  if (!(error instanceof Error)) return new Error(redact(String(error)));
  const { name, message, stack, cause, code } = error as Error & { code?: unknown };
  const copy = new Error(redact(message));
  if (cause !== undefined && depth < DEEPEST_CAUSE) copy.cause = redactError(cause, redact, depth + 1);
  return Object.assign(copy, { name, stack: redact(stack ?? "") }, code === undefined ? {} : { code });
}
