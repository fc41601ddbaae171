import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Run, root, run, scratchCopy } from "../helpers/scratch-copy.js";

const sources = ["package.json", "openapi", "scripts"];
const files = (await readdir(join(root, "generated"))).sort();

const npm = (folder: string, script: string): Promise<Run> => run(folder, "npm", ["run", "--silent", script]);

describe.concurrent("generate", () => {
  test("generate makes the committed bytes in another folder, from scratch", async () => {
    const folder = await scratchCopy(sources, ["node_modules"]);

    expect(await npm(folder, "generate")).toMatchObject({ code: 0 });

    expect((await readdir(join(folder, "generated"))).sort()).toEqual(files);
    for (const file of files) {
      const [made, committed] = await Promise.all(
        [folder, root].map((at) => readFile(join(at, "generated", file), "utf8")),
      );
      expect(made, file).toBe(committed);
    }
  });
});

describe.concurrent("generate:check", () => {
  test("generate:check names each stale file, and the command that fixes it", async () => {
    const folder = await scratchCopy([...sources, "generated"], ["node_modules"]);
    const generated = join(folder, "generated");
    await appendFile(join(folder, "openapi/components/schemas/LeaveAccepted.yaml"), "title: Accepted\n");
    const lines = await cutLastByte(join(generated, "error-codes.ts"));
    await rm(join(generated, "schema.ts"));
    await writeFile(join(generated, "by-hand.ts"), "");

    const { code, stderr } = await npm(folder, "generate:check");

    expect(code).toBe(1);
    expect(stderr.trim().split(/\s*\n\s*/)).toEqual([
      "generated/ is not what openapi/ makes:",
      expect.stringMatching(/^generated\/openapi.yaml differs from line \d+ on$/),
      expect.stringMatching(/^generated\/openapi.json differs from line \d+ on$/),
      "generated/schema.ts is missing",
      `generated/error-codes.ts differs from line ${lines + 1} on`,
      expect.stringMatching(/^generated\/openapi-3.0.yaml differs from line \d+ on$/),
      "generated/by-hand.ts is not made by anything",
      "Mend it with: npm run generate",
    ]);
  });
});

/** Cuts off the newline at the end; returns the number of lines. */
async function cutLastByte(file: string): Promise<number> {
  const text = (await readFile(file, "utf8")).slice(0, -1);
  await writeFile(file, text);
  return text.split("\n").length;
}
