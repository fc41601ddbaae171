import manifest from "linq-openapi/package.json" with { type: "json" };

const name: string = manifest.name;
if (name !== "linq-openapi") throw new Error(`This is ${name}.`);
