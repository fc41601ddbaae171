/** Widely used validators of OpenAPI files. Each must accept both versions of the contract, and find the fault in a broken one. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../../scripts/root.js";
import { preparePython, run } from "./shell.js";

const INSTALL = [
  'npm install --prefix "$CACHE" --prefer-offline --no-audit --no-fund @stoplight/spectral-cli@6.16.3 @readme/openapi-parser@9.0.0 @apidevtools/swagger-parser@12.1.0',
  "pip install --quiet openapi-spec-validator==0.9.0",
  `echo 'extends: ["spectral:oas"]' > "$CACHE/spectral.yaml"`,
];

/** Command lines that fail on any finding in a file. */
const validators: Record<string, (file: string) => string> = {
  "Redocly 2.77.0, recommended-strict": (file) =>
    `"${root}/node_modules/.bin/redocly" lint --extends recommended-strict ${file}`,
  "Spectral 6.16.3, spectral:oas": (file) =>
    `"$CACHE/node_modules/.bin/spectral" lint --ruleset "$CACHE/spectral.yaml" --fail-severity hint ${file}`,
  "openapi-spec-validator 0.9.0": (file) => `openapi-spec-validator ${file}`,
  "@readme/openapi-parser 9.0.0": (file) =>
    node(`
      import { validate } from "@readme/openapi-parser";
      const { valid, warnings, errors } = await validate("${file}");
      if (!valid || warnings.length > 0) throw new Error(JSON.stringify([errors, warnings]));
    `),
  "swagger-parser 12.1.0": (file) =>
    node(`
      import SwaggerParser from "@apidevtools/swagger-parser";
      await SwaggerParser.validate("${file}");
    `),
};

/** @param folder has no configuration for any validator */
export async function validations(folder: string): Promise<{ rows: string[][]; problems: string[] }> {
  await preparePython();
  for (const line of INSTALL) await run(line);
  const files = ["openapi.yaml", "openapi-3.0.yaml"];
  const rows = [["validator", ...files]];
  const problems: string[] = [];
  for (const [name, command] of Object.entries(validators)) {
    const cells: string[] = [];
    for (const file of files) {
      const finding = await findings(command(join(root, "generated", file)), folder);
      const overlooks = (await findings(command(await withFault(file, folder)), folder)) === undefined;
      if (finding !== undefined) problems.push(`${name}: ${finding}`);
      if (overlooks) problems.push(`${name} finds nothing in a broken ${file}.`);
      cells.push(finding === undefined ? "no findings" : "findings");
    }
    rows.push([name, ...cells]);
  }
  return { rows, problems };
}

async function findings(line: string, folder: string): Promise<string | undefined> {
  return run(line, folder).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

async function withFault(file: string, folder: string): Promise<string> {
  const text = await readFile(join(root, "generated", file), "utf8");
  const broken = join(folder, `broken-${file}`);
  await writeFile(broken, text.replace("in: path", "in: nowhere"));
  return broken;
}

function node(program: string): string {
  return `cd "$CACHE" && node --input-type=module --eval '${program}'`;
}
