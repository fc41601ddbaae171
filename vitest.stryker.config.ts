import { defineConfig } from "vitest/config";
import { alias } from "./vitest.config.js";

/** The tests that Stryker runs against each mutant of `src/`: those that stand beside the sources. */
export default defineConfig({ resolve: { alias }, test: { include: ["src/**/*.test.ts"] } });
