import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** The package's public entries, so that tests import what users import. */
export const alias = [
  { find: /^linq-openapi$/, replacement: path("src/index.ts") },
  { find: /^linq-openapi\/types$/, replacement: path("generated/schema.ts") },
  { find: /^linq-openapi\/verify$/, replacement: path("contract-tests/live/index.ts") },
  { find: /^linq-openapi\/mock$/, replacement: path("src/mock.ts") },
  { find: /^linq-openapi\/(compat|sandbox|testing|webhooks)$/, replacement: path("src/$1/index.ts") },
];

/** Of the properties' cases and of the tests' order. `SEED=<number> CI=true npm test` repeats a run of CI. */
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

/** `--mode full`, as `npm run test:full` has it, asks the tests for all the cases that they can try. */
export default defineConfig(({ mode }) => ({
  resolve: { alias },
  test: {
    include: ["{src,contract-tests}/**/*.test.ts"],
    globalSetup: "contract-tests/helpers/global-setup.ts",
    setupFiles: "contract-tests/helpers/setup.ts",
    env: { SEED: `${seed}`, ...(mode === "full" && { FULL: "1" }) },
    // In CI, tests that depend on others fail sooner or later. vitest prints the seed.
    sequence: { seed, shuffle: process.env.CI ? { files: true, tests: true } : false },
    // Starting a new world for each file takes longer than most of the tests.
    isolate: false,
    pool: "threads",
    maxWorkers: "100%",
    // Most concurrent tests start processes; more of them at once only make each other slow.
    maxConcurrency: 10,
    // Against hanging, not for speed: a busy machine must not fail a test.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // A log gets what failed and the summaries; a terminal shows the progress as well.
    reporters: [
      process.stdout.isTTY ? "default" : "minimal",
      "./contract-tests/coverage/coverage-reporter.ts",
      ...(process.env.CI ? ["json"] : []),
    ],
    slowTestThreshold: Number.POSITIVE_INFINITY,
    outputFile: `reports/vitest-${mode}.json`,
  },
}));
