/** The files in `generated/`, made from `openapi/` in memory: path → content. */
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import openapiTS, { astToString } from "openapi-typescript";
import { parse } from "yaml";
import { dereference } from "./dereference.js";
import { essentialSchema, type Schema } from "./essential-schema.js";

export const root = fileURLToPath(new URL("..", import.meta.url));
const notice = "Made from openapi/ by `npm run generate`. Do not edit.";

export async function generatedFiles(): Promise<Map<string, string>> {
  const yaml = await bundle();
  const spec = parse(yaml);
  return new Map([
    ["generated/openapi.yaml", `# ${notice}\n${yaml}`],
    ["generated/openapi.json", `${JSON.stringify(spec, null, 2)}\n`],
    ["generated/schema.ts", await types(yaml)],
    ["generated/error-codes.ts", errorCodes(spec.components.schemas.ErrorCode["x-error-codes"])],
    ["generated/webhook-schemas.ts", webhookSchemas(dereference(spec) as { webhooks: Webhooks })],
  ]);
}

async function bundle(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-"));
  const file = join(folder, "openapi.yaml");
  try {
    await promisify(execFile)(
      process.execPath,
      [join(root, "node_modules/@redocly/cli/bin/cli.js"), "bundle", "linq", "--output", file],
      { cwd: root, env: { ...process.env, REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" } },
    );
    return await readFile(file, "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function types(yaml: string): Promise<string> {
  const ast = await openapiTS(yaml, { silent: true });
  return `/** ${notice} */\n\n${astToString(ast)}`;
}

interface ErrorCodeEntry {
  code: number;
  status: number;
  retry: "never" | "backoff" | "after";
  wait?: number;
  meaning: string;
  "x-source": string;
}

function errorCodes(catalogue: ErrorCodeEntry[]): string {
  const entries = catalogue.map(({ code, status, meaning, "x-source": source }) => {
    return `  ${code}: ${JSON.stringify({ status, meaning, source })},`;
  });
  const rules = catalogue.map(({ code, retry, wait }) => `  ${code}: ${JSON.stringify(wait ?? retry)},`);
  return `/** ${notice} */

/** The error codes that the contract names: the HTTP status each comes with, its meaning, and where that is documented. */
export const errorCodes = {
${entries.join("\n")}
} as const;

/** Whether another attempt makes sense after each code, and when: a number is the seconds to wait where the answer does not say. */
export const retryRules: Record<number, "never" | "backoff" | "after" | number> = {
${rules.join("\n")}
};
`;
}

interface Webhooks {
  [name: string]: { post: { requestBody: { content: { "application/json": { schema: Schema } } } } };
}

function webhookSchemas({ webhooks }: { webhooks: Webhooks }): string {
  const schemas = Object.entries(webhooks).map(([name, { post }]) => {
    const { schema } = post.requestBody.content["application/json"];
    return `  ${JSON.stringify(name)}: ${JSON.stringify(essentialSchema(schema))},`;
  });
  return `/** ${notice} */

/** The schema of each webhook's body, without prose and references. Enumerations are left out: they are open. */
export const webhookSchemas = {
${schemas.join("\n")}
} as const;
`;
}
