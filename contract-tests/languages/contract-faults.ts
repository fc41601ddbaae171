/** Contract faults that break generated clients, each an edit to a scratch copy, to show which checks fail. */
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generatedFiles } from "../../scripts/generated-files.js";
import { root } from "../../scripts/root.js";

interface Fault {
  file: string;
  from: string;
  to: string;
  /** A language whose generated client the fault breaks. */
  stumbles: string;
}

export const faults: Record<string, Fault> = {
  /** The webhook shares the operation's tag: OpenAPI Generator writes both to the same file, so the second overwrites the first. */
  tag: { file: "webhooks/participant.removed.yaml", from: "tags: [Webhooks]", to: "tags: [Chats]", stumbles: "Ruby" },
  /** A constant boolean: OpenAPI Generator turns it into an enum of strings. */
  const: {
    file: "components/schemas/ErrorEnvelope.yaml",
    from: "not: { const: true }",
    to: "const: false",
    stumbles: "PHP",
  },
  /** A closed list of services: an event with any other service is refused. */
  enum: {
    file: "components/schemas/ChatHandle.yaml",
    from: "x-extensible-enum: [iMessage, SMS",
    to: "enum: [iMessage, SMS, RCS]\n    x-extensible-enum: [iMessage, SMS",
    stumbles: "Python",
  },
  /** Not the code that the sandbox returns. */
  code: {
    file: "components/examples/chatUnavailable.yaml",
    from: "code: 2013",
    to: "code: 2014",
    stumbles: "TypeScript",
  },
};

/** Writes the contract with a fault, and everything generated from it, into a new folder. */
export async function brokenContract(name: string, folder: string): Promise<string> {
  const { file, from, to } = faults[name] as Fault;
  await cp(join(root, "openapi"), join(folder, "openapi"), { recursive: true });
  const path = join(folder, "openapi", file);
  const text = await readFile(path, "utf8");
  if (!text.includes(from)) throw new Error(`openapi/${file} does not contain "${from}".`);
  await writeFile(path, text.replace(from, to));
  await mkdir(join(folder, "generated"), { recursive: true });
  for (const [generated, content] of await generatedFiles(folder)) await writeFile(join(folder, generated), content);
  return folder;
}
