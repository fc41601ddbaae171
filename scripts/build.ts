/** `npm run build`: TypeScript's declarations, and each public entry as one module with shared code in chunks, for fast imports. */
import { execFileSync } from "node:child_process";
import { rm } from "node:fs/promises";
import packageJson from "../package.json" with { type: "json" };
import { buildVendor, vendored } from "./build/vendor.js";
import { bundle } from "./bundle-code.js";
import { root } from "./root.js";

const entries = [...Object.values(packageJson.exports), packageJson.bin["linq-openapi"]]
  .map((target) => (typeof target === "string" ? target : target.default))
  .filter((target) => target.endsWith(".js"))
  .map((target) => target.replace(/^\.\/dist\/(.+)\.js$/, "$1.ts"));

await rm(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], {
  cwd: root,
  stdio: "inherit",
});
await bundle(entries, "dist", vendored);
await buildVendor("dist/vendor");
