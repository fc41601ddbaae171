import type {} from "vitest";

declare module "vitest" {
  interface TaskMeta {
    /** The cells of the contract's coverage that this test fills when it passes. */
    covers?: string[];
  }
}
