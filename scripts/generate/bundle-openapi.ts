import { join } from "node:path";
import { bundle, createConfig } from "@redocly/openapi-core";

/** The content of `generated/openapi.json`. */
export function bundleText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** Bundles `openapi/openapi.yaml` and everything it refers to into one document. */
export async function bundled(root: string): Promise<object> {
  const { bundle: document, problems } = await bundle({
    ref: join(root, "openapi/openapi.yaml"),
    config: await createConfig({}),
  });
  const [problem] = problems.filter(({ severity }) => severity === "error");
  if (problem) throw new Error(`openapi/ cannot be bundled: ${problem.message}`);
  return document.parsed as object;
}
