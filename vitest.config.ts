import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The package's public entries, so that tests import what users import. */
export const alias = [
  { find: /^linq-openapi$/, replacement: path("src/index.ts") },
  { find: /^linq-openapi\/types$/, replacement: path("generated/schema.ts") },
  { find: /^linq-openapi\/verify$/, replacement: path("contract-tests/live/index.ts") },
  { find: /^linq-openapi\/mock$/, replacement: path("src/mock.ts") },
  { find: /^linq-openapi\/(compat|sandbox|testing|webhooks)$/, replacement: path("src/$1/index.ts") },
];

/** The seed of property tests and of the tests' order. `SEED=<number> CI=true npm test` repeats a CI run. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** `--mode full`, which `npm run test:full` uses, makes tests try all their cases. */
export default defineConfig(({ mode }) => ({
  resolve: { alias },
  test: {
    include: ["{src,contract-tests}/**/*.test.ts"],
    // The fixtures test the suite with other operations, not the contract, and would make a run take a tenth longer.
    exclude: [...configDefaults.exclude, ...(mode === "full" ? [] : ["contract-tests/fixtures/fixtures.test.ts"])],
    globalSetup: "contract-tests/helpers/global-setup.ts",
    setupFiles: "contract-tests/helpers/setup.ts",
    env: { SEED: `${seed}`, ...(mode === "full" && { FULL: "1" }) },
    // Shuffled in CI, so that tests that depend on others fail sooner or later. vitest prints the seed.
    sequence: { seed, shuffle: process.env.CI ? { files: true, tests: true } : false },
    // Isolating each file takes longer than most of the tests.
    isolate: false,
    pool: "threads",
    maxWorkers: "100%",
    // Most concurrent tests start processes; more of them at once only slow each other down.
    maxConcurrency: 10,
    // Catches hangs, not slowness: a busy machine must not fail a test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A log shows failures and summaries; a terminal shows progress as well.
    reporters: [
      process.stdout.isTTY ? "default" : "minimal",
      "./contract-tests/coverage/coverage-reporter.ts",
      ...(process.env.CI ? ["json"] : []),
    ],
    slowTestThreshold: Number.POSITIVE_INFINITY,
    outputFile: `reports/vitest-${mode}.json`,
  },
}));
