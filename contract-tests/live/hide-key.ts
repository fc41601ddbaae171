/** Shorter keys are not secrets, and occur in ordinary words. */
const SHORTEST_KEY = 8;

/** Replaces an API key in text from elsewhere. */
export function hidingKey(key: string): (text: string) => string {
  return (text) => (key.length < SHORTEST_KEY ? text : text.replaceAll(key, "[API key]"));
}
