import { BaseResolver, lintDocument, loadConfig, Source } from "@redocly/openapi-core";
import { root } from "../../scripts/root.js";
import type { Spec } from "../engine/openapi.js";

const config = await loadConfig({ configPath: `${root}redocly.yaml` });
const resolver = new BaseResolver();

/**
 * What `npm run lint` reports for the document with the rules of redocly.yaml, computed in this process. Redocly's core is published
 * separately from the command line, which has its own copy; lint-gate.test.ts compares their verdicts.
 */
export async function lint(spec: Spec): Promise<string[]> {
  const document = { source: new Source(`${root}generated/openapi.json`, ""), parsed: spec };
  const problems = await lintDocument({ document, config, externalRefResolver: resolver });
  return problems.map(({ ruleId, message }) => `${ruleId}: ${message}`);
}
