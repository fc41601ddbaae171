import { defineConfig } from "@playwright/test";

const sandbox = "http://127.0.0.1:4011";

export default defineConfig({
  use: {
    baseURL: "http://127.0.0.1:3000",
    // The system's browser instead of the one that Playwright installs.
    launchOptions: process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM, args: ["--no-sandbox"] } : {},
  },
  webServer: [
    { command: "npx linq-openapi sandbox --retry-after 1", url: `${sandbox}/sandbox` },
    {
      command: "node application.mjs",
      url: "http://127.0.0.1:3000",
      env: { LINQ_API_V3_BASE_URL: sandbox, LINQ_API_V3_API_KEY: "any-key" },
    },
  ],
});
