import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TestModule } from "vitest/node";
import { loadContract, specWith } from "../engine/contract.js";
import { achievableCells } from "./cells.js";
import CoverageReporter from "./coverage-reporter.js";

const all = achievableCells(loadContract().written);
let folder: string;
let printed: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "linq-openapi-"));
  printed = [];
  for (const way of ["log", "error"] as const)
    vi.spyOn(console, way).mockImplementation((line) => void printed.push(line));
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** Ends a run whose tests have filled these cells, and returns the exit code that the reporter sets. */
function exitCodeAfter(cells: string[], contract = loadContract()): number | undefined {
  const before = process.exitCode;
  const tests = cells.map((cell) => ({ fullName: `test of ${cell}`, meta: () => ({ covers: [cell] }) }));
  const module = { moduleId: "/any/contract-tests/contract.test.ts", children: { allTests: () => tests } };
  try {
    process.exitCode = undefined;
    new CoverageReporter({ folder, contract }).onTestRunEnd([module as unknown as TestModule]);
    return process.exitCode;
  } finally {
    process.exitCode = before;
  }
}

describe("coverage report", () => {
  test("a run that fills every cell passes", () => {
    expect(exitCodeAfter(all)).toBeUndefined();
  });

  test("a run that leaves a cell empty fails and names the cell", () => {
    expect(exitCodeAfter(all.slice(1))).toBe(1);
    expect(printed.join("\n")).toContain(`The contract is not covered:\n  ${all[0]}\n`);
  });

  test("the JSON report counts achieved and achievable cells, with the spec's hash and the versions", () => {
    exitCodeAfter(all.slice(1));
    const { rows, spec, versions } = JSON.parse(readFileSync(join(folder, "contract-coverage.json"), "utf8"));

    const sum = (what: "achieved" | "achievable") => rows.reduce((total: number, row: never) => total + row[what], 0);
    expect([sum("achievable"), sum("achieved")]).toEqual([all.length, all.length - 1]);
    expect(spec.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(versions).toMatchObject({ node: process.versions.node, ajv: expect.any(String) });
  });

  test("a refusal without a documented status is counted as not promised, and leaves no empty cell", () => {
    const contract = loadContract(specWith("#/paths/~1v3~1chats~1{chatId}~1leave/post/responses/401", undefined));

    expect(exitCodeAfter(achievableCells(contract.written), contract)).toBeUndefined();
    expect(printed.join("\n")).toMatch(/security +(\d+) of +\1, \d+ not promised/);
  });

  test("the HTML report loads nothing from other sites", () => {
    exitCodeAfter(all.slice(1));
    const page = readFileSync(join(folder, "contract-coverage.html"), "utf8");

    expect(page).toContain("no test");
    expect(page).not.toMatch(/(src|href|import|url)\s*[=(]/);
  });

  test("a keyword without a check has an empty cell", () => {
    const dependency = { retry_after: ["doc_url"] };
    const spec = specWith("#/components/schemas/ErrorDetail/dependentRequired", dependency);

    const cells = achievableCells(loadContract(spec).written);
    expect(cells.filter((cell) => !all.includes(cell))).toEqual([
      "keyword › #/components/schemas/ErrorDetail/dependentRequired",
    ]);
  });
});
