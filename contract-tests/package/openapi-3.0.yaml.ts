import { readFileSync } from "node:fs";

const file = new URL(import.meta.resolve("linq-openapi/openapi-3.0.yaml"));
if (!readFileSync(file, "utf8").includes("\nopenapi: 3.0.3\n")) throw new Error("This is not the contract.");
