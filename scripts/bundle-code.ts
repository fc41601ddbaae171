import { build } from "esbuild";
import { root } from "./root.js";

/** Entries of the package that other entries import by their public name. */
const own = {
  "linq-openapi/verify": "./contract-tests/live/index.ts",
  "linq-openapi/webhooks": "./src/webhooks/index.ts",
};

/**
 * Bundles each entry as one module with shared code in chunks, for fast imports.
 *
 * @param vendored bundled modules of other packages: how our code imports each, and how the built package does
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
    // The package includes the sources.
    sourcesContent: false,
    logLevel: "warning",
  });
}
