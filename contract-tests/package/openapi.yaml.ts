import { readFileSync } from "node:fs";

const file = new URL(import.meta.resolve("linq-openapi/openapi.yaml"));
if (!readFileSync(file, "utf8").includes("\nopenapi: 3.1.0\n")) throw new Error("This is not the contract.");
