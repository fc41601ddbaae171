import { isDeepStrictEqual } from "node:util";
import { add, type Context } from "./changes.js";
import { broken, entries, get, isObject, items, type Node, resolved } from "./document-nodes.js";
import type { Operation } from "./operations.js";

/** Credentials that go together: by the scheme's name, how they are sent and which scopes they need. */
type Credentials = Record<string, unknown>;

export function compareCredentials(before: Operation, after: Operation, context: Context): void {
  const [old, now] = [alternatives(before), alternatives(after)];
  const place = securityOf(after).pointer;
  if (context.direction === "sent") {
    // Credentials that were enough must still be enough.
    if (!old.every((had) => now.some((needed) => includes(had, needed))))
      add(context, "credentials-required", place, "different credentials are required");
    else if (!now.every((needed) => old.some((had) => includes(needed, had))))
      add(context, "credentials-relaxed", place, "fewer credentials are required");
  } else if (!now.every((sent) => old.some((known) => includes(sent, known)))) {
    add(context, "credentials-withdrawn", place, "the event comes with different credentials");
  } else if (!now.every((sent) => old.some((known) => includes(known, sent)))) {
    add(context, "credentials-sent", place, "the event comes with more credentials");
  }
}

function includes(all: Credentials, some: Credentials): boolean {
  return Object.entries(some).every(([name, how]) => isDeepStrictEqual(all[name], how));
}

function securityOf({ node, root }: Operation): Node {
  const own = get(node, "security");
  return own.value === undefined ? get(root, "security") : own;
}

/** The alternatives, any of which is enough. If none is required, the one alternative is empty. */
function alternatives(operation: Operation): Credentials[] {
  const all = items(securityOf(operation));
  if (all.length === 0) return [{}];
  return all.map((requirement) =>
    Object.fromEntries(
      entries(requirement).map(([name, scopes]) => [
        name,
        { ...scheme(operation.root, name, requirement), scopes: scopes.value },
      ]),
    ),
  );
}

function scheme(root: Node, name: string, { pointer }: Node): object {
  const found = resolved(get(root, "components", "securitySchemes", name));
  if (!isObject(found)) throw broken(pointer, `names the security scheme ${name}, which does not exist`);
  const { description, ...how } = found;
  return how;
}
