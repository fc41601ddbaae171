import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { root } from "../root.js";
import { programs } from "./programs.js";

/** Bytes of each program for browsers, minified and gzipped. */
export async function bundleSizes(): Promise<Record<string, number>> {
  const sizes = Object.entries(programs).map(async ([name, contents]) => {
    const { outputFiles } = await build({
      stdin: { contents, resolveDir: root },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      logLevel: "error",
    });
    return [name, gzipSync(outputFiles[0]?.contents ?? "", { level: 9 }).length] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}
