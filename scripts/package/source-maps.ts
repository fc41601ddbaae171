import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";

/**
 * Checks that every module and declaration of the installed package has a map, and that the package contains each source. Code of other
 * packages, in `vendor/`, is minified; its sources are in those packages.
 */
export async function checkSourceMaps(dist: string): Promise<void> {
  const paths = await readdir(dist, { recursive: true });
  const maps = new Set(paths.filter((path) => path.endsWith(".map")));
  const own = paths.filter((path) => /\.(js|d\.ts)$/.test(path) && !path.startsWith("vendor/"));
  const unmapped = own.filter((path) => !maps.has(`${path}.map`));
  if (unmapped.length > 0) throw new Error(`These files have no map:\n${unmapped.join("\n")}`);
  for (const map of maps) {
    const { sources } = JSON.parse(await readFile(join(dist, map), "utf8"));
    for (const source of sources) {
      const isThere = await stat(join(dist, dirname(map), source)).catch(() => undefined);
      if (!isThere) throw new Error(`${map} names ${source}, which is not in the package.`);
    }
  }
}
