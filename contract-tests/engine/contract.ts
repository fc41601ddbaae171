import { createRequire } from "node:module";
import { type Json, type JsonObject, type Pointer, setAt } from "./json-pointers.js";
import { errorCodesOf, type Operation, operations, type Spec, webhooks } from "./openapi.js";
import { type Prism, prismFor } from "./prism.js";
import { type Schema, schemaReader, schemaRoots } from "./resolved-schemas.js";
import { strictSpec } from "./strict-spec.js";

export interface Contract {
  /** As written in `openapi/`. */
  written: LoadedSpec;
  /** With every object closed; see `strictSpec`. */
  strict: LoadedSpec;
}

export interface LoadedSpec {
  spec: Spec;
  operations: Operation[];
  /** The requests that the service sends. Prism knows them as `POST /webhooks/<name>`. */
  webhooks: Operation[];
  /** The entries of the contract's catalogue. */
  errorCodes: JsonObject[];
  /** The components, and the inline schemas of parameters, headers and bodies. */
  schemas: Schema[];
  schemaAt(pointer: Pointer): Schema;
  prism: Prism;
}

/** The bundle that the package ships. */
export function readSpec(): Spec {
  return structuredClone(createRequire(import.meta.url)("linq-openapi/openapi.json"));
}

/** The bundle with one value replaced; `undefined` deletes it. */
export function specWith(pointer: Pointer, value: Json | undefined, spec: Spec = readSpec()): Spec {
  setAt(spec, pointer, value);
  return spec;
}

export function loadContract(spec: Spec = readSpec()): Contract {
  const written = load(spec);
  return { written, strict: load(strictSpec(written)) };
}

function load(spec: Spec): LoadedSpec {
  const schemaAt = schemaReader(spec);
  return {
    spec,
    operations: operations(spec, schemaAt),
    webhooks: webhooks(spec, schemaAt).map((webhook) => ({ ...webhook, path: `/webhooks/${webhook.path}` })),
    errorCodes: errorCodesOf(spec),
    schemas: schemaRoots(spec).map(schemaAt),
    schemaAt,
    prism: prismFor(withWebhooksAsPaths(spec)),
  };
}

/** Prism reads only `paths`, so a webhook must be a path for Prism to validate it. */
function withWebhooksAsPaths(spec: Spec): Spec {
  const moved = Object.entries((spec.webhooks ?? {}) as JsonObject).map(([name, item]) => [`/webhooks/${name}`, item]);
  return { ...spec, paths: { ...(spec.paths as JsonObject), ...Object.fromEntries(moved) } };
}
