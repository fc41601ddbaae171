import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "./command-output.js";

export const platform = `${process.platform}-${process.arch}`;

/** The registry package that contains a release of Node, as arguments of `installed`. */
export function nodePackage(version: string): [name: string, specifier: string, path: string] {
  return [`node-${version}`, `node-${platform}@${version}`, "bin/node"];
}

/** The path of a file in a package from the registry. Packages are kept between runs, because they are large. */
export async function installed(name: string, specifier: string, path: string): Promise<string> {
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/linq-openapi/${name}`, import.meta.url));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true }));
  // Their install scripts only look for the binary, which the package contains.
  const flags = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  await output("npm", ["install", ...flags, `runtime@npm:${specifier}`], { cwd: folder });
  return join(folder, "node_modules/runtime", path);
}
