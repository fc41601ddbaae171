import { readdirSync } from "node:fs";
import { typesFile } from "../../scripts/generate/types.js";
import { root } from "../../scripts/root.js";
import type { Spec } from "../engine/openapi.js";
import { type Checked, check } from "../helpers/type-checker.js";

/** The package's own code, its type tests, and the comparison with the official SDK. */
const ROOTS = [
  ...readdirSync(`${root}src`, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.ts$/.test(file) && !/\.test\.ts$|^cli/.test(file))
    .map((file) => `src/${file}`),
  "contract-tests/client/official-sdk.test-d.ts",
];

let program: Checked["program"] | undefined;
/** Cached, because many mutants produce the same types: types omit examples, for instance. */
const verdicts = new Map<string, string | undefined>();

/** The compiler's errors in the code when the types are generated from this document. */
export async function typeGate(spec: Spec): Promise<string | undefined> {
  const schema = await typesFile(JSON.stringify(spec));
  if (!verdicts.has(schema)) verdicts.set(schema, firstError(schema));
  return verdicts.get(schema);
}

function firstError(schema: string): string | undefined {
  const checked = check(ROOTS, { "generated/schema.ts": schema }, program ? { before: program } : {});
  program = checked.program;
  const [error] = checked.errors;
  return error && `${error.file}:${error.line}: ${error.message}`;
}
