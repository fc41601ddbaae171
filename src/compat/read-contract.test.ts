import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { IncomparableError } from "./document-nodes.js";
import { readContract } from "./read-contract.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "linq-openapi-read-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string): Promise<unknown> {
  const file = join(folder, "contract");
  await writeFile(file, content);
  return readContract(file);
}

test.each([
  ["JSON", '{ "openapi": "3.1.0" }'],
  ["YAML", "openapi: 3.1.0"],
])("reads a document in %s", async (_, content) => {
  expect(await read(content)).toEqual({ openapi: "3.1.0" });
});

test("a document that is neither JSON nor YAML is refused with the position of the error", async () => {
  const reading = read("openapi: 3.1.0\ninfo: [");
  await expect(reading).rejects.toThrow(IncomparableError);
  await expect(reading).rejects.toThrow(/contract is neither JSON nor YAML: .+ at line 2, column \d+\.$/);
});

test("the error about a missing file names it", async () => {
  const reading = readContract(join(folder, "nothing.yaml"));
  await expect(reading).rejects.toThrow(IncomparableError);
  await expect(reading).rejects.toThrow("nothing.yaml");
});
