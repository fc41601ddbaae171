import { build } from "esbuild";
import { root } from "./root.js";

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
    alias: vendored,
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
