import { build } from "esbuild";
import { root } from "./root.js";

/** Each entry as one module, with what entries share in chunks, for a quick import. */
export async function bundle(entries: string[], folder: string): Promise<void> {
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outbase: ".",
    outdir: folder,
    chunkNames: "chunks/[hash]",
    bundle: true,
    splitting: true,
    packages: "external",
    // Only the command needs it, so it is part of the command; its build for Node has calls of require.
    alias: { yaml: "./node_modules/yaml/browser/index.js" },
    format: "esm",
    platform: "node",
    target: "es2023",
    sourcemap: true,
    // The package holds the sources themselves.
    sourcesContent: false,
    logLevel: "warning",
  });
}
