/** Runs with each file of tests. */
import { afterAll } from "vitest";
import { removeScratchCopies } from "./scratch-copy.js";
import { endStartedPrograms } from "./started-programs.js";

afterAll(endStartedPrograms);
afterAll(removeScratchCopies);
