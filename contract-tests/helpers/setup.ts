/** Runs with each test file. */
import { afterAll } from "vitest";
import { removeScratchCopies } from "./scratch-copy.js";
import { endStartedPrograms } from "./started-programs.js";

afterAll(endStartedPrograms);
afterAll(removeScratchCopies);
