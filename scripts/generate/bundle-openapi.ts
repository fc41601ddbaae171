import { join, relative } from "node:path";
import { bundle, createConfig } from "@redocly/openapi-core";

/** The content of `generated/openapi.json`. */
export function bundleText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * Bundles `openapi/openapi.yaml` and everything it refers to into one document.
 *
 * @throws Error that says where, if a reference is broken or a file is not YAML
 */
export async function bundled(root: string): Promise<object> {
  const { bundle: document, problems } = await bundle({
    ref: join(root, "openapi/openapi.yaml"),
    config: await createConfig({}),
  });
  const [problem] = problems.filter(({ severity }) => severity === "error");
  if (problem) {
    const places = problem.location.map(({ pointer, source }) => `${pointer} in ${relative(root, source.absoluteRef)}`);
    throw new Error(`openapi/ cannot be bundled: ${[problem.message, ...places].join(", at ")}`);
  }
  return document.parsed as object;
}
