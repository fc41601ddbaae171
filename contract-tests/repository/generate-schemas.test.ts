/** How `npm run generate` handles contracts that it cannot express, and kinds of schemas that this contract does not have. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { generatedFiles } from "../../scripts/generated-files.js";
import { scratchCopy } from "../helpers/scratch-copy.js";

interface Schema {
  type: string;
  properties: Record<string, object>;
}

/** The generated files of a contract in which one component schema is changed. */
async function generatedWith(name: string, change: (schema: Schema) => object): Promise<Map<string, string>> {
  const folder = await scratchCopy(["openapi"]);
  const file = join(folder, `openapi/components/schemas/${name}.yaml`);
  await writeFile(file, stringify(change(parse(await readFile(file, "utf8")))));
  return generatedFiles(folder);
}

const withMember = (member: object) => (schema: Schema) => ({
  ...schema,
  properties: { ...schema.properties, added: member },
});

describe.concurrent("generate", () => {
  test("generate rejects a keyword that is not checked at run time, and says where it is", async () => {
    const change = withMember({ type: "object", patternProperties: { "^x": { type: "string" } } });
    await expect(generatedWith("ChatHandle", change)).rejects.toThrow(
      /openapi\/components\/schemas\/ChatHandle\.yaml \(used by .*participant\.removed\)\.added: the run-time validator does not check "patternProperties"\./,
    );
  });

  test("generate rejects a recursive schema, and names the cycle", async () => {
    await expect(generatedWith("ChatHandle", withMember({ $ref: "ParticipantRemovedData.yaml" }))).rejects.toThrow(
      /refers to itself \((ParticipantRemovedData → )?ChatHandle → ParticipantRemovedData( → ChatHandle)?\)/,
    );
  });

  test("generate keeps lists, maps and compositions for the run-time check", async () => {
    const files = await generatedWith(
      "LeaveAccepted",
      withMember({
        type: "object",
        additionalProperties: { type: "array", items: { allOf: [{ $ref: "ErrorDetail.yaml" }] } },
      }),
    );
    expect(files.get("generated/schemas.ts")?.replace(/\s+/g, " ")).toContain(
      'added: { type: "object", additionalProperties: { type: "array", items: { allOf: [ ErrorDetail ] } } }',
    );
  });

  test("generated alternatives are chosen by their discriminator", async () => {
    const files = await generatedWith("LeaveAccepted", () => ({
      description: "One of two.",
      oneOf: [{ $ref: "ErrorDetail.yaml" }, { $ref: "ChatHandle.yaml" }],
      discriminator: { propertyName: "kind", mapping: { error: "ErrorDetail.yaml", chat: "ChatHandle.yaml" } },
    }));
    expect(files.get("generated/schemas.ts")?.replace(/\s+/g, " ")).toContain(
      'export const LeaveAccepted: Schema = { discriminator: { propertyName: "kind", mapping: { error: ErrorDetail, chat: ChatHandle } } };',
    );
  });
});
