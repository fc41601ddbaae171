import { startSandbox } from "linq-openapi/sandbox";

export default async function setup() {
  const sandbox = await startSandbox({ port: 0, delay: 0 });
  // The workers that run the tests inherit these.
  process.env.LINQ_API_V3_BASE_URL = sandbox.url;
  process.env.LINQ_API_V3_API_KEY = "any-key";
  return () => sandbox.stop();
}
