import { build } from "esbuild";
import { root } from "./root.js";

/** What has an entry of its own, and is imported by its public name where another may not be reached into. */
const own = {
  "linq-openapi/verify": "./contract-tests/live/index.ts",
  "linq-openapi/webhooks": "./src/webhooks/index.ts",
};

/**
 * Each entry as one module, with what entries share in chunks, for a quick import.
 *
 * @param vendored what the package holds of other packages: how the code imports it, and how the package does
 */
export async function bundle(entries: string[], folder: string, vendored: Record<string, string> = {}): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outbase: ".",
    outdir: folder,
    chunkNames: "chunks/[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    alias: { ...own, ...vendored },
    external: Object.values(vendored),
    format: "esm",
    platform: "node",
    target: "es2023",
    sourcemap: true,
    // The package holds the sources themselves.
    sourcesContent: false,
    logLevel: "warning",
  });
}
