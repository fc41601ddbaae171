import type { LoadedSpec } from "./contract.js";
import { setAt } from "./json-pointers.js";
import { bodiesOf, type Spec } from "./openapi.js";
import { schemasBelow } from "./resolved-schemas.js";
import { complete } from "./schema-values.js";

/**
 * The contract with nothing left open: no object allows undocumented members, every documented header is required, and every example
 * has every optional member. So nothing passes unchecked.
 */
export function strictSpec({ spec, operations, webhooks, schemas }: LoadedSpec): Spec {
  const strict = structuredClone(spec);
  const all = [...operations, ...webhooks];

  for (const { media } of bodiesOf(all)) {
    for (const { place, value } of media.examples) setAt(strict, place, complete(media.schema, value));
  }
  for (const { pointer } of all.flatMap(({ responses }) => responses.flatMap(({ headers }) => headers))) {
    setAt(strict, `${pointer}/required`, true);
  }
  const parts = schemasBelow(...schemas);
  // A branch of a composition also sees the members of the other branches; only the composition knows them all.
  const branches = new Set(parts.flatMap((schema) => schema.branches));
  for (const schema of parts) {
    const { pointer, keywords } = schema;
    if ("allOf" in keywords) {
      setAt(strict, `${pointer}/type`, "object");
      setAt(strict, `${pointer}/unevaluatedProperties`, false);
    } else if ("properties" in keywords && !("additionalProperties" in keywords) && !branches.has(schema)) {
      setAt(strict, `${pointer}/additionalProperties`, false);
    }
  }
  return strict;
}
