import { defineConfig } from "vitest/config";
import { alias } from "./vitest.config.js";

/** The tests that Stryker runs against the mutants of `src/`: those next to the sources. */
export default defineConfig({
  resolve: { alias },
  test: {
    include: ["src/**/*.test.ts"],
    // A mutant that makes a test hang should be found soon.
    testTimeout: 5_000,
    isolate: false,
  },
});
