import { defineConfig } from "vitest/config";
import { alias } from "./vitest.config.js";

/** The tests that Stryker runs against the mutants of `src/`: those that stand beside the sources, and those of the mock's real process. */
export default defineConfig({
  resolve: { alias },
  test: {
    include: ["src/**/*.test.ts", "contract-tests/tools/mock.test.ts"],
    setupFiles: "contract-tests/helpers/setup.ts",
    testTimeout: 60_000,
  },
});
