import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";

/** What an installation adds to `node_modules/`. */
export async function installedSize(project: string): Promise<{ packages: number; bytes: number }> {
  const modules = join(project, "node_modules");
  const paths = await readdir(modules, { recursive: true, withFileTypes: true });
  const files = paths.filter((entry) => entry.isFile() && !entry.name.startsWith(".package-lock"));
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  const isPackage = /node_modules\/(@[^/]+\/)?[^/]+$/;
  const packages = files.filter(({ parentPath, name }) => name === "package.json" && isPackage.test(parentPath));
  return { packages: packages.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
