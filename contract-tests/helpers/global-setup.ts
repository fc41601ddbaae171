import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { startMock } from "linq-openapi/mock";
import type {} from "vitest";
import type { TestProject } from "vitest/node";
import { bundle } from "../../scripts/bundle-code.js";
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
