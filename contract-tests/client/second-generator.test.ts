/** A type generator other than openapi-typescript reads the contract in the same way. */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { expect, test } from "vitest";
import { loadContract } from "../engine/contract.js";
import { full } from "../helpers/full-mode.js";
import { check } from "../helpers/type-checker.js";

/** Each type by its name in our types and in theirs. */
const types = [
  ...Object.keys(spec.components.schemas).map((name) => [`components["schemas"]["${name}"]`, name]),
  ...loadContract().written.operations.flatMap(({ id, responses }) =>
    responses.flatMap(({ status, media }) =>
      media.map(({ type }) => [
        `operations["${id}"]["responses"][${status}]["content"]["${type}"]`,
        `${id[0]?.toUpperCase()}${id.slice(1)}${status < 300 ? "Responses" : "Errors"}[${status}]`,
      ]),
    ),
  ),
];

test.runIf(full)("our types and those that @hey-api/openapi-ts generates are assignable to each other", async () => {
  const cases = types.flatMap(([ours, theirs], index) => [
    `export const ours${index}: ${ours} = {} as theirs.${theirs};`,
    `export const theirs${index}: theirs.${theirs} = {} as ${ours};`,
  ]);
  const imports = [
    'import type { components, operations } from "linq-openapi/types";',
    'import type * as theirs from "./theirs.generated.js";',
  ];

  const { errors } = check(
    ["contract-tests/both.generated.ts"],
    {
      "contract-tests/both.generated.ts": [...imports, ...cases].join("\n"),
      "contract-tests/theirs.generated.ts": await generate(),
    },
    { bare: true },
  );

  expect(errors.map(({ line, message }) => `${cases[line - 1 - imports.length]} ${message}`)).toEqual([]);
});

async function generate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-types-"));
  // Loading it takes a second.
  const { createClient } = await import("@hey-api/openapi-ts");
  try {
    await createClient({
      input: fileURLToPath(import.meta.resolve("linq-openapi/openapi.json")),
      output: folder,
      plugins: ["@hey-api/typescript"],
      logs: { level: "silent" },
    });
    return await readFile(join(folder, "types.gen.ts"), "utf8");
  } finally {
    await rm(folder, { recursive: true });
  }
}
