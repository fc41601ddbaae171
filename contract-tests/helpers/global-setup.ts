import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { startMock } from "linq-openapi/mock";
import type {} from "vitest";
import type { TestProject } from "vitest/node";
import { bundle } from "../../scripts/bundle-code.js";
import { bundled, bundleText } from "../../scripts/generate/bundle-openapi.js";
import { root } from "../../scripts/root.js";

declare module "vitest" {
  interface ProvidedContext {
    /** Where Prism serves the contract. */
    mockUrl: string;
    /** The path of the command as packaged, built from the current source. */
    commandFolder: string;
  }
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  await requireCurrentBundle();
  await mkdir(join(root, "reports"), { recursive: true });
  // Inside the project, because the command reads files from its package.
  const folder = await mkdtemp(join(root, "reports/command-"));
  const [mock] = await Promise.all([startMock({ port: 0 }), bundle(["src/cli/main.ts"], folder)]);
  project.provide("mockUrl", mock.url);
  project.provide("commandFolder", folder);
  return async () => {
    await mock.stop();
    await rm(folder, { recursive: true });
  };
}

/** If `generated/` were outdated, the tests would test the old contract. Only the bundle is compared, which takes a sixth of the time of `generate:check`. */
async function requireCurrentBundle(): Promise<void> {
  const [current, committed] = await Promise.all([
    bundled(root),
    readFile(join(root, "generated/openapi.json"), "utf8").catch(() => undefined),
  ]);
  if (bundleText(current) === committed) return;
  console.error("generated/ is outdated: it does not match openapi/. Fix it with: npm run generate");
  // If a setup throws, vitest first reports that there are no test files.
  process.exit(1);
}
