/** The lint gate agrees with the command line. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readSpec } from "../engine/contract.js";
import { full } from "../helpers/full-mode.js";
import { LIMIT } from "../helpers/time-limit.js";
import { lint } from "./lint-gate.js";
import { type Mutant, mutants } from "./spec-mutants.js";

const spec = readSpec();
const all = mutants(spec);
const mutant = (operator: string, pointer: string) =>
  all.find((one) => one.operator === operator && one.pointer === pointer) as Mutant;
const LEAVE = "#/paths/~1v3~1chats~1{chatId}~1leave";

describe.runIf(full)("the lint gate", () => {
  const sample = [
    mutant("drop a value", "#/components/responses/Conflict/x-source"),
    mutant("drop a node", "#/components/headers/x-trace-id"),
    mutant("drop a node", `${LEAVE}/post/responses/202`),
    mutant("drop a value", "#/components/schemas/ErrorCode/type"),
    mutant('rename an operation to "leaveChatNow"', `${LEAVE}/post/operationId`),
    mutant("change a value", "#/components/examples/participantRemoved/value/created_at"),
    mutant("close a schema", "#/components/schemas/ErrorEnvelope"),
    mutant("drop an item", "#/tags/0"),
  ];

  test("the lint gate agrees with the command line, on the contract and a sample of its mutants", async () => {
    const specs = [spec, ...sample.map((one) => one.spec())];
    const own = await Promise.all(specs.map(async (one) => rulesOf(await lint(one))));

    expect(await rulesByCommandLine(specs)).toEqual(own);
    expect(own.filter((rules) => rules.length > 0).length).toBeGreaterThan(5);
  });
});

function rulesOf(problems: string[]): string[] {
  return [...new Set(problems.map((problem) => problem.split(": ")[0] ?? ""))].sort();
}

async function rulesByCommandLine(specs: object[]): Promise<string[][]> {
  const folder = await mkdtemp(join(tmpdir(), "linq-openapi-"));
  const cli = createRequire(import.meta.url)
    .resolve("@redocly/cli/package.json")
    .replace("package.json", "bin/cli.js");
  const file = (index: number) => join(folder, `${index}.json`);
  try {
    await Promise.all(specs.map((one, index) => writeFile(file(index), JSON.stringify(one))));
    const files = specs.map((_, index) => file(index));
    const output = await new Promise<string>((resolve) => {
      // Exits with 1 if it finds problems, as expected here.
      execFile(
        process.execPath,
        [cli, "lint", ...files, "--config", "redocly.yaml", "--format", "json"],
        { timeout: LIMIT },
        (_, stdout) => resolve(stdout),
      );
    });
    const reports: { problems: { ruleId: string }[] }[] = JSON.parse(`[${output.replace(/^\}\{$/gm, "},{")}]`);
    return reports.map(({ problems }) => rulesOf(problems.map(({ ruleId }) => ruleId)));
  } finally {
    await rm(folder, { recursive: true });
  }
}
