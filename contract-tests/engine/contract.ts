import { createRequire } from "node:module";
import { type JsonObject, type Operation, operations, type Spec, webhooks } from "./openapi.js";
import { type Prism, prismFor } from "./prism.js";
import { schemaCompiler, type Validate } from "./schemas.js";
import { strictSpec } from "./strict-spec.js";

/** The contract as the suite uses it. */
export interface Contract {
  /** As it stands in `openapi/`. */
  written: LoadedSpec;
  /** With every object closed; see `strictSpec`. */
  strict: LoadedSpec;
}

export interface LoadedSpec {
  spec: Spec;
  operations: Operation[];
  /** What the service sends. Prism knows them as `POST /webhooks/<name>`. */
  webhooks: Operation[];
  compile(schema: string): Validate;
  prism: Prism;
}

/** The bundle that the package ships. */
export function readSpec(): Spec {
  return structuredClone(createRequire(import.meta.url)("linq-openapi/openapi.json"));
}

export function loadContract(spec: Spec = readSpec()): Contract {
  return { written: load(spec), strict: load(strictSpec(spec)) };
}

function load(spec: Spec): LoadedSpec {
  return {
    spec,
    operations: operations(spec),
    webhooks: webhooks(spec).map((webhook) => ({ ...webhook, path: `/webhooks/${webhook.path}` })),
    compile: schemaCompiler(spec),
    prism: prismFor(withWebhooksAsPaths(spec)),
  };
}

/** Prism reads `paths` only; as a path, it validates a webhook's request too. */
function withWebhooksAsPaths(spec: Spec): Spec {
  const moved = Object.entries((spec.webhooks ?? {}) as JsonObject).map(([name, item]) => [`/webhooks/${name}`, item]);
  return { ...spec, paths: { ...(spec.paths as JsonObject), ...Object.fromEntries(moved) } };
}
