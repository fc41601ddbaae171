import { createRequire } from "node:module";
import { type JsonObject, type Operation, operations, type Spec, webhooks } from "./openapi.js";
import { type Prism, prismFor } from "./prism.js";
import { schemaCompiler, type Validate } from "./schemas.js";
import { closedTwin } from "./strict-spec.js";

/** The contract as the suite uses it: as it is written, and with nothing left open. */
export interface Contract {
  written: Side;
  twin: Side;
}

export interface Side {
  spec: Spec;
  operations: Operation[];
  /** What the service sends by itself. Prism knows them as `POST /webhooks/<name>`. */
  webhooks: Operation[];
  compile(schema: string): Validate;
  prism: Prism;
}

/** The bundle that the package ships. */
export function readSpec(): Spec {
  return structuredClone(createRequire(import.meta.url)("linq-openapi/openapi.json"));
}

export function loadContract(spec: Spec = readSpec()): Contract {
  return { written: side(spec), twin: side(closedTwin(spec)) };
}

function side(spec: Spec): Side {
  return {
    spec,
    operations: operations(spec),
    webhooks: webhooks(spec).map((webhook) => ({ ...webhook, path: `/webhooks/${webhook.path}` })),
    compile: schemaCompiler(spec),
    prism: prismFor(withWebhooksAsPaths(spec)),
  };
}

/** Prism looks at `paths` only; so its verdict on a webhook's request is to be had too. */
function withWebhooksAsPaths(spec: Spec): Spec {
  const moved = Object.entries((spec.webhooks ?? {}) as JsonObject).map(([name, item]) => [`/webhooks/${name}`, item]);
  return { ...spec, paths: { ...(spec.paths as JsonObject), ...Object.fromEntries(moved) } };
}
