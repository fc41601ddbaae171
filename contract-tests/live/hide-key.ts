/** Shorter keys are not secrets, and occur in ordinary words. */
const SHORTEST_KEY = 8;

/** The value with the API key replaced in every string in it, since others wrote them. */
export function withoutKey<Value>(value: Value, key: string): Value {
  if (key.length < SHORTEST_KEY) return value;
  if (typeof value === "string") return value.replaceAll(key, "[API key]") as Value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => withoutKey(item, key)) as Value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutKey(item, key)])) as Value;
}
