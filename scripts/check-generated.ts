/** Fails if `generated/` is not what `openapi/` makes. */
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { generatedFiles } from "./generated-files.js";
import { root } from "./root.js";

const expected = await generatedFiles();
const findings: string[] = [];

for (const [file, content] of expected) {
  const committed = await readFile(join(root, file), "utf8").catch(() => undefined);
  if (committed === undefined) findings.push(`${file} is missing`);
  else if (committed !== content) findings.push(`${file} differs from line ${firstDifference(committed, content)} on`);
}
for (const name of await readdir(join(root, "generated"))) {
  if (!expected.has(`generated/${name}`)) findings.push(`generated/${name} is not made by anything`);
}

if (findings.length > 0) {
  console.error(`generated/ is not what openapi/ makes:\n${findings.map((finding) => `  ${finding}`).join("\n")}`);
  console.error("Mend it with: npm run generate");
  process.exit(1);
}
console.log("generated/ is what openapi/ makes");

function firstDifference(a: string, b: string): number {
  const [lines, others] = [a.split("\n"), b.split("\n")];
  const index = lines.findIndex((line, at) => line !== others[at]);
  return index < 0 ? lines.length + 1 : index + 1;
}
