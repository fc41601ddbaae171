import { type Context, difference } from "./changes.js";
import { isObject, items, type Node } from "./document-nodes.js";
import type { RuleName } from "./rules.js";

interface Entry {
  pointer: string;
  status?: unknown;
  retry?: unknown;
  wait?: unknown;
}

/** Compares two catalogues of error codes, which tell clients whether to retry. */
export function compareErrorCodes(before: Node, after: Node, { changes }: Context): void {
  const [old, now] = [catalogue(before), catalogue(after)];
  const add = (rule: RuleName, { pointer }: Entry, message: string) => changes.add(rule, "retries", pointer, message);

  for (const [code, entry] of old) {
    const other = now.get(code);
    if (!other) {
      add("error-code-removed", entry, `the code ${code} was removed`);
      continue;
    }
    for (const member of ["status", "retry"] as const) {
      if (entry[member] === other[member]) continue;
      const isNew = entry[member] === undefined;
      add(
        isNew ? "error-code-added" : "error-code-changed",
        other,
        difference(`code ${code}: ${member}`, entry[member], other[member]),
      );
    }
    const rule = waitRule(entry.wait, other.wait);
    if (rule) add(rule, other, difference(`code ${code}: wait`, entry.wait, other.wait));
  }
  for (const [code, entry] of now) if (!old.has(code)) add("error-code-added", entry, `the code ${code} was added`);
}

function waitRule(before: unknown, after: unknown): RuleName | undefined {
  if (before === after || after === undefined) return undefined;
  if (before === undefined) return "wait-longer";
  if (typeof before !== "number" || typeof after !== "number") return "error-code-changed";
  return after > before ? "wait-longer" : "wait-shorter";
}

/** The entries by their code as written: `2013` and `"2013"` are different codes. */
function catalogue(list: Node): Map<string, Entry> {
  return new Map(
    items(list).flatMap(({ pointer, value }): [string, Entry][] =>
      isObject(value) && value.code !== undefined ? [[JSON.stringify(value.code), { ...value, pointer }]] : [],
    ),
  );
}
