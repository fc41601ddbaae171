import { existsSync, readFileSync } from "node:fs";

const file = new URL(import.meta.resolve("linq-openapi/leave.arazzo.yaml"));
const [contract, sandbox] = [...readFileSync(file, "utf8").matchAll(/^ +url: (.+)$/gm)].map(([, url = ""]) => url);
if (!contract || !sandbox) throw new Error("These are not the workflows.");
for (const url of [contract, sandbox]) if (!existsSync(new URL(url, file))) throw new Error(`There is no ${url}.`);
