import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { PRELOAD } from "./prism-preload.js";

test("Prism loads Faker for the first generated value, not at its start", async () => {
  const program = `
    const { createRequire } = require("node:module");
    const prism = createRequire(require.resolve("@stoplight/prism-cli/package.json"));
    const faker = createRequire(prism.resolve("@stoplight/prism-http"))("@faker-js/faker").faker;
    const isLoaded = () => Object.keys(require.cache).some((file) => file.includes("faker"));
    console.log(isLoaded(), faker.helpers.arrayElement(["generated"]), isLoaded());
  `;
  const preload = `data:text/javascript,${encodeURIComponent(PRELOAD)}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", preload, "--eval", program]);
  expect(stdout).toBe("false generated true\n");
});
