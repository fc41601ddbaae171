import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Reply } from "../testing/simulated-service.js";
import { problem } from "../testing/undocumented-problem.js";

/** Allows only the page's own files and requests to this sandbox, and no HTML made from strings. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const HTML = "text/html; charset=utf-8";
const FILES = "src/sandbox/page/try-it";
/** Made by `npm run docs`. The package does not include it: it would more than double in size. */
const REFERENCE = "docs/index.html";
const HOW = "in a clone of the project, and start the sandbox there";

/**
 * The page for trying out the sandbox, and the reference, for browsers only: a program that asks for `/` gets the API's response.
 *
 * @param root the folder of the package; looked up for pages only, because every request to the API comes through here
 * @returns nothing if the request is not for a page
 */
export function pageFor(method: string, path: string, accept = "", root?: string): Reply | undefined {
  if (method !== "GET" && method !== "HEAD") return undefined;
  const at = (file: string) => join(root ?? rootOfPackage(), file);
  const read = (file: string) => readFileSync(at(file), "utf8");
  const isBuilt = () => existsSync(at(REFERENCE));

  switch (path) {
    case "/":
      if (!accept.includes("text/html")) return undefined;
      return reply(read(`${FILES}.html`).replace("<!-- reference -->", isBuilt() ? LINK : HINT), HTML, POLICY);
    case "/try-it.js":
      return reply(read(`${FILES}.js`), "text/javascript; charset=utf-8");
    case "/try-it.css":
      return reply(read(`${FILES}.css`), "text/css; charset=utf-8");
    case "/reference":
      // It has its own policy, with the hashes of its scripts.
      return isBuilt() ? reply(read(REFERENCE), HTML, "frame-ancestors 'none'") : NOT_BUILT;
    default:
      return undefined;
  }
}

const LINK = '<a href="/reference">API reference</a>';
const HINT = `API reference: run <code>npm run docs</code> ${HOW}.`;
const NOT_BUILT = problem({ status: 404, detail: `The reference is not built: run \`npm run docs\` ${HOW}.` });

function reply(body: string, type: string, policy?: string): Reply {
  const headers = {
    "content-type": type,
    ...(policy && { "content-security-policy": policy }),
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
  };
  return { status: 200, headers, body };
}

/** Works wherever a bundler puts this module. */
function rootOfPackage(): string {
  return dirname(createRequire(import.meta.url).resolve("linq-openapi/package.json"));
}
