import { type Json, type JsonObject, objectAt, operations, type Spec, steps, webhooks } from "./openapi.js";
import { branchesOf, complete, schemaPlaces } from "./schemas.js";

/**
 * The same contract with nothing left open: no object takes a member that is not described, every documented header is there, and
 * every example has every optional member. What passes here has really been looked at.
 */
export function strictSpec(spec: Spec): Spec {
  const strict = structuredClone(spec);

  for (const operation of [...operations(spec), ...webhooks(spec)]) {
    for (const media of [...operation.requestBodies, ...operation.responses.flatMap((response) => response.media)]) {
      for (const { place, value } of media.examples) setAt(strict, place, complete(spec, media.schema, value));
    }
    for (const header of operation.responses.flatMap((response) => response.headers)) {
      setAt(strict, `${header.pointer}/required`, true);
    }
  }
  const places = schemaPlaces(spec);
  // A branch of a composition sees the members of the others too; only the composition knows them all.
  const branches = new Set(places.flatMap((place) => branchesOf(spec, place)));
  for (const place of places) {
    const schema = objectAt(spec, place);
    if ("allOf" in schema) {
      setAt(strict, `${place}/type`, "object");
      setAt(strict, `${place}/unevaluatedProperties`, false);
    } else if ("properties" in schema && !("additionalProperties" in schema) && !branches.has(place))
      setAt(strict, `${place}/additionalProperties`, false);
  }
  return strict;
}

function setAt(spec: Spec, place: string, value: Json): void {
  const path = steps(place);
  const last = path.pop() ?? "";
  const parent = path.reduce<JsonObject>((node, step) => node[step] as JsonObject, spec);
  parent[last] = value;
}
