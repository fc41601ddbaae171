import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * Removes the declarations, and their maps, that no public entry refers to: TypeScript writes one for every source.
 *
 * @param folder where `tsc` wrote them
 * @param entries the sources of the public entries
 */
export async function keepNeededDeclarations(folder: string, entries: string[]): Promise<void> {
  const needed = new Set(entries.map((entry) => join(folder, declarationOf(entry))));
  for (const file of needed) {
    const { importedFiles } = ts.preProcessFile(await readFile(file, "utf8"));
    const own = importedFiles.map(({ fileName }) => fileName).filter((name) => /^\..*\.js$/.test(name));
    for (const name of own) needed.add(join(dirname(file), declarationOf(name)));
  }
  for (const path of await readdir(folder, { recursive: true })) {
    const file = join(folder, path);
    if (/\.d\.ts(\.map)?$/.test(file) && !needed.has(file.replace(/\.map$/, ""))) await rm(file);
  }
}

function declarationOf(module: string): string {
  return module.replace(/\.[jt]s$/, ".d.ts");
}
