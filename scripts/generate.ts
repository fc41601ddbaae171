import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generatedFilesOrExit } from "./generated-files.js";
import { root } from "./root.js";

await mkdir(join(root, "generated"), { recursive: true });
for (const [file, content] of await generatedFilesOrExit()) {
  await writeFile(join(root, file), content);
  console.log(file);
}
