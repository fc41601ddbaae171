import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { pageFor } from "./page.js";

/** How the `Accept` header of Chromium, Firefox and Safari begins. */
const BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
const page = () => `${pageFor("GET", "/", BROWSER)?.body}`;

describe("the page at /", () => {
  test.each([undefined, "*/*", "application/json", "application/json, text/plain, */*"])(
    "the page at / is not for a program that accepts %s",
    (accept) => {
      expect(pageFor("GET", "/", accept)).toBeUndefined();
    },
  );

  test.each(["POST", "PUT", "DELETE", "OPTIONS"])("the page at / is not for %s", (method) => {
    expect(pageFor(method, "/", BROWSER)).toBeUndefined();
  });

  test.each(["/index.html", "/v3", "/sandbox", "/try-it.html", "/page/../try-it.js"])(
    "the page at / is not at %s",
    (path) => {
      expect(pageFor("GET", path, BROWSER)).toBeUndefined();
    },
  );

  test("the page at / may load only its own files, call only its own sandbox, and cannot be framed", () => {
    expect(pageFor("HEAD", "/", BROWSER)).toMatchObject({
      status: 200,
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; " +
          "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
        "cache-control": "no-store",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
      },
    });
  });

  test("the page at / names only files that the sandbox serves", () => {
    const files = [...page().matchAll(/<(?:link|script)[^>]+(?:src|href)="(\/[^"]+)"/g)].map(([, path = ""]) => path);
    expect(files).toEqual(["/try-it.css", "/try-it.js"]);
    const typeOf = (path: string) => pageFor("GET", path, "*/*")?.headers["content-type"];
    expect(files.map(typeOf)).toEqual(["text/css; charset=utf-8", "text/javascript; charset=utf-8"]);
    for (const path of files) expect(pageFor("GET", path, "*/*")?.body).toMatch(/./);
  });
});

describe("the reference", () => {
  let root: string;
  const inRoot = (path: string) => `${pageFor("GET", path, BROWSER, root)?.body}`;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "linq-openapi-page-"));
    await cp(new URL("page", import.meta.url), join(root, "src/sandbox/page"), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  test("the reference is linked and served once it is built", async () => {
    await mkdir(join(root, "docs"));
    await writeFile(join(root, "docs/index.html"), "the reference");
    expect(inRoot("/")).toContain('<a href="/reference">');
    expect(inRoot("/")).not.toContain("<!-- reference -->");
    expect(pageFor("GET", "/reference", BROWSER, root)).toMatchObject({
      headers: { "content-security-policy": "frame-ancestors 'none'" },
      body: "the reference",
    });
  });

  test("until the reference is built, the page and its path say how to build it", () => {
    expect(inRoot("/")).toContain(
      "run <code>npm run docs</code> in a clone of the project, and start the sandbox there.",
    );
    expect(inRoot("/")).not.toContain('"/reference"');
    expect(pageFor("GET", "/reference", BROWSER, root)).toMatchObject({
      status: 404,
      body: expect.stringContaining("run `npm run docs` in a clone of the project, and start the sandbox there."),
    });
  });
});
