import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test, vi } from "vitest";
import { PRELOAD } from "./prism-preload.js";

// Prism takes seconds to start on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

test("Prism loads Faker for the first generated value, not at startup, and never loads its reader of Postman collections", async () => {
  const program = `
    const { createRequire } = require("node:module");
    const prism = createRequire(require.resolve("@stoplight/prism-cli/package.json"));
    prism("@stoplight/prism-http");
    const { faker } = createRequire(prism.resolve("@stoplight/prism-http"))("@faker-js/faker");
    const isLoaded = (name) => Object.keys(require.cache).some((file) => file.includes(name));
    console.log(isLoaded("/faker/"), isLoaded("/postman"), faker.helpers.arrayElement(["generated"]), isLoaded("/faker/"));
  `;
  const preload = `data:text/javascript,${encodeURIComponent(PRELOAD)}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, "--eval", program]);
  expect(stdout).toBe("false false generated true\n");
});
