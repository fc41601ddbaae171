import { startSandbox } from "linq-openapi/sandbox";

export default async function setup() {
  globalThis.sandbox = await startSandbox({ port: 0, delay: 0 });
  process.env.LINQ_API_V3_BASE_URL = globalThis.sandbox.url;
  process.env.LINQ_API_V3_API_KEY = "any-key";
}
