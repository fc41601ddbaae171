/** Shorter ones occur in words, and are no secret. */
const SHORTEST_KEY = 8;

/** Replaces an API key in texts that others wrote. */
export function hidingKey(key: string): (text: string) => string {
  return (text) => (key.length < SHORTEST_KEY ? text : text.replaceAll(key, "[API key]"));
}
