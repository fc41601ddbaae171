/** The files in `generated/`, made from `openapi/` in memory: path → content. */
import { stringify } from "yaml";
import { bundled, bundleText } from "./generate/bundle-openapi.js";
import { conformanceFile } from "./generate/conformance.js";
import { demandsFile } from "./generate/demands.js";
import { dereference } from "./generate/dereference.js";
import type { Document } from "./generate/document.js";
import { errorCodesFile } from "./generate/error-codes.js";
import { openapi30 } from "./generate/openapi-3.0.js";
import { operationsFile } from "./generate/operations.js";
import { outcomesFile } from "./generate/outcomes.js";
import { schemasFile } from "./generate/schemas.js";
import { typesFile } from "./generate/types.js";
import { webhookEventsFile } from "./generate/webhook-events.js";
import { root } from "./root.js";

const notice = "Made from openapi/ by `npm run generate`. Do not edit.";

/** @param from the folder that holds `openapi/` */
export async function generatedFiles(from: string = root): Promise<Map<string, string>> {
  const document = (await bundled(from)) as Document;
  const yaml = yamlOf(document);
  const withNamedSchemas = dereference(
    document,
    (reference) => !reference.startsWith("#/components/schemas/"),
  ) as Document;
  const typescript = (content: string) => `/** ${notice} */\n\n${content}`;
  return new Map([
    ["generated/openapi.yaml", `# ${notice}\n${yaml}`],
    ["generated/openapi.json", bundleText(document)],
    ["generated/schema.ts", typescript(await typesFile(yaml))],
    ["generated/schemas.ts", typescript(schemasFile(document))],
    ["generated/operations.ts", typescript(operationsFile(withNamedSchemas))],
    ["generated/demands.ts", typescript(demandsFile(withNamedSchemas))],
    ["generated/outcomes.ts", typescript(outcomesFile(dereference(document) as Document))],
    ["generated/conformance.json", conformanceFile(dereference(document) as Document)],
    ["generated/webhook-events.ts", typescript(webhookEventsFile(withNamedSchemas))],
    ["generated/error-codes.ts", typescript(errorCodesFile(document))],
    ["generated/openapi-3.0.yaml", `# ${notice}\n${yamlOf(openapi30(document))}`],
  ]);
}

/** `generatedFiles` for a script: if the contract is at fault, prints only the message and exits. Other errors keep their stack. */
export function generatedFilesOrExit(): Promise<Map<string, string>> {
  return generatedFiles().catch((error: Error) => {
    if (error.name !== "Error") throw error;
    console.error(error.message);
    process.exit(1);
  });
}

function yamlOf(document: object): string {
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
