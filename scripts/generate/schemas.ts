export interface Schema {
  [keyword: string]: unknown;
}

/** What `src/webhook-events.ts` checks, besides `properties`. */
const KEPT = ["type", "required", "const", "format"];
/** Prose; and `enum`, for the service adds values over time, and a receiver must survive them. */
const DROPPED = ["description", "deprecated", "enum"];

/**
 * A schema without references, reduced to what a receiver checks.
 *
 * @throws Error at a keyword that the check does not know; dropping it would let bad events pass.
 */
export function essentialSchema(schema: Schema): Schema {
  const entries = Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
    if (KEPT.includes(keyword)) return [[keyword, value]];
    if (DROPPED.includes(keyword) || keyword.startsWith("x-")) return [];
    if (keyword !== "properties") throw new Error(`src/webhook-events.ts does not check ${keyword}; teach it first.`);
    const members = Object.entries(value as Record<string, Schema>);
    return [[keyword, Object.fromEntries(members.map(([name, member]) => [name, essentialSchema(member)]))]];
  });
  return Object.fromEntries(entries);
}
