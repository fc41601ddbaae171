import { build } from "esbuild";

/** Programs that use little of the package, and the largest bundle allowed for each, in minified bytes. */
const programs = {
  'import "linq-openapi";': 0,
  'export { errorCodes } from "linq-openapi";': 2_500,
  'export { LinqApiError } from "linq-openapi";': 3_500,
  'export { isOwnLeave } from "linq-openapi/webhooks";': 500,
};

/** @returns the bytes of each program */
export async function checkTreeShaking(project: string): Promise<Record<string, number>> {
  const bytes: Record<string, number> = {};
  for (const [program, most] of Object.entries(programs)) {
    const { outputFiles } = await build({
      stdin: { contents: program, resolveDir: project },
      bundle: true,
      minify: true,
      format: "esm",
      write: false,
      logLevel: "error",
    });
    const size = outputFiles[0]?.contents.length ?? Number.NaN;
    // Every bundle ends with a line break.
    if (!(size <= most + 1)) throw new Error(`${program} takes ${size} bytes; it may take ${most}.`);
    bytes[program] = size;
  }
  return bytes;
}
