/** Code of other packages that is bundled into this one, so an installation stays small: only some commands need it. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { root } from "../root.js";

/** What is bundled, by how the code imports it. */
const sources = {
  // Its build for Node calls require.
  yaml: "./node_modules/yaml/browser/index.js",
  "ajv/dist/2020.js": "./scripts/build/ajv-2020.ts",
  "ajv-formats": "ajv-formats",
  "stream-json/filters/pick.js": "stream-json/filters/pick.js",
  "stream-json/streamers/stream-array.js": "stream-json/streamers/stream-array.js",
};

/** How the package imports each: `#vendor/*` in package.json. */
export const vendored = Object.fromEntries(
  Object.keys(sources).map((specifier) => [
    specifier,
    `#vendor/${specifier.replace(/\.js$/, "").replaceAll("/", "-")}`,
  ]),
);

/** Minified, with the licenses of everything in it. */
export async function buildVendor(folder: string): Promise<void> {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: Object.entries(sources).map(([specifier, source]) => ({
      in: source,
      out: `${vendored[specifier]?.slice("#vendor/".length)}`,
    })),
    outdir: folder,
    bundle: true,
    splitting: true,
    minify: true,
    metafile: true,
    format: "esm",
    platform: "node",
    target: "es2023",
    logLevel: "warning",
  });
  // pnpm nests the folders of packages.
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /^.*\bnode_modules\/(@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? [],
  );
  const licenses = await Promise.all([...new Set(packages)].sort().map(licenseOf));
  await writeFile(`${root}${folder}/LICENSES.txt`, licenses.join(`\n${"-".repeat(80)}\n\n`));
}

async function licenseOf(folder: string): Promise<string> {
  const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
  const file = (await readdir(root + folder)).find((one) => /^licen[cs]e/i.test(one));
  if (!file) throw new Error(`${name} has no license file to include.`);
  return `${name}\n\n${await readFile(`${root}${folder}/${file}`, "utf8")}`;
}
