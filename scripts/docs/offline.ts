import { createHash } from "node:crypto";

/** Replaced by an inline image with the same text. */
const LOGO = /https:\/\/cdn\.redoc\.ly\/redoc\/logo-mini(-full)?\.svg/g;
const REDOC = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="44" height="14"><text y="11" font-size="11" font-family="sans-serif" fill="#0044d4">Redoc</text></svg>',
)}`;

/** Redoc's page without anything to load from other machines; its security policy forbids that as well. */
export function offline(page: string): string {
  const local = page.replace(LOGO, REDOC);
  const scripts = [...local.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script = ""]) => script);
  const hashes = scripts.map((script) => `'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  const policy = [
    "default-src 'none'",
    `script-src ${hashes.join(" ")}`,
    "style-src 'unsafe-inline'",
    "img-src data:",
    "font-src data:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const meta = `<meta http-equiv="Content-Security-Policy" content="${policy}">\n  <link rel="icon" href="data:,">`;
  return local.replace("<head>", `<head>\n  ${meta}`);
}
