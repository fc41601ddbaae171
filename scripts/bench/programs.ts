/** A user's program for each, as a separate module. */
export const programs: Record<string, string> = {
  "openapi-fetch": `import createClient from "openapi-fetch"; export const client = createClient({ baseUrl: "x" });`,
  leaveChat: `import { createLinqClient } from "./dist/src/index.js"; export const client = createLinqClient({ apiKey: "k" });`,
  "official SDK": `import LinqAPIV3 from "@linqapp/sdk"; export const client = new LinqAPIV3({ apiKey: "k" });`,
};
