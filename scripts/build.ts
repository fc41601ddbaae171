/** `npm run build`: TypeScript's declarations, and each public entry as one module with shared code in chunks, for fast imports. */
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import packageJson from "../package.json" with { type: "json" };
import { keepNeededDeclarations } from "./build/needed-declarations.js";
import { buildVendor, vendored } from "./build/vendor.js";
import { bundle } from "./bundle-code.js";
import { root } from "./root.js";

const entries = Object.values(packageJson.exports)
  .map((target) => (typeof target === "string" ? target : target.default))
  .filter((target) => target.endsWith(".js"))
  .map(sourceOf);

await rm(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
await keepNeededDeclarations(`${root}dist`, entries);
await bundle([...entries, sourceOf(packageJson.bin["linq-openapi"])], "dist", vendored);
await buildVendor("dist/vendor");

/** @param target a module in dist/, as package.json names it */
function sourceOf(target: string): string {
  return target.replace(/^\.\/dist\/(.+)\.js$/, "$1.ts");
}
