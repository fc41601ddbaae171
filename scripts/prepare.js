/**
 * npm runs this after an installation here, before `npm pack`, and when somebody installs the package from git. Plain JavaScript, because the
 * devDependencies may be missing.
 */
import { createRequire } from "node:module";

const { resolve } = createRequire(import.meta.url);
const isPacking = /^(pack|publish)$/.test(process.env.npm_command ?? "");

if (["tsx", "esbuild", "typescript"].every(isInstalled)) {
  await import("tsx");
  await import("./build.ts");
} else if (isPacking) {
  console.error("The package cannot be built: its devDependencies are not installed. Run `npm ci` first.");
  process.exitCode = 1;
} else {
  console.log("linq-openapi is not built: its devDependencies are not installed.");
}

function isInstalled(name) {
  try {
    return Boolean(resolve(name));
  } catch {
    return false;
  }
}
