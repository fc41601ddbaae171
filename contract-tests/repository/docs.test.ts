/** What `npm run docs` adds to the contract, and what its page must not do. `npm run test:docs` tests the page in a browser. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { describedInFull } from "../../scripts/docs/described-in-full.js";
import { offline } from "../../scripts/docs/offline.js";
import { root } from "../helpers/scratch-copy.js";

describe("the reference", () => {
  const arazzo = parse(readFileSync(join(root, "openapi/arazzo/leave.arazzo.yaml"), "utf8"));
  const { info, ...rest } = describedInFull(spec as never, arazzo) as typeof spec;

  test.each(spec.components.schemas.ErrorCode["x-error-codes"])(
    "the reference describes error code $code",
    ({ code, status, retry, meaning }) => {
      const rule = { never: "never", backoff: "with backoff, 1 to 30 s", after: "after retry-after, else " }[retry];
      expect(info.description).toContain(`| **${code}** | ${status} | ${meaning} | ${rule}`);
    },
  );

  test.each(arazzo.workflows as { summary: string; steps: { stepId: string }[] }[])(
    "the reference describes the workflow $summary, step by step",
    ({ summary, steps }) => {
      const [, section = ""] = info.description.split(`## ${summary}\n`);
      const names = [...(section.split("\n## ")[0]?.matchAll(/^1\. \*\*(\w+)\*\*/gm) ?? [])].map(([, name]) => name);
      expect(names).toEqual(steps.map(({ stepId }) => stepId));
    },
  );

  test("the reference leaves the rest of the contract unchanged", () => {
    expect(info.description.startsWith(spec.info.description)).toBe(true);
    expect({ ...rest, info: { ...info, description: spec.info.description } }).toEqual(spec);
  });
});

describe("the reference's page", () => {
  const script = "const logo = `https://cdn.redoc.ly/redoc/logo-mini-full.svg`";
  const page = offline(`<html><head></head><body><script>${script}</script></body></html>`);

  test("the reference's page does not load Redoc's logo from another machine", () => {
    expect(page).not.toContain("cdn.redoc.ly");
  });

  test("the reference's page may run only its own scripts, and makes no requests", () => {
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const [, run = ""] = /<script>(.*)<\/script>/.exec(page) ?? [];
    expect(policy.split("; ")).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${createHash("sha256").update(run).digest("base64")}'`,
      "style-src 'unsafe-inline'",
      "img-src data:",
      "font-src data:",
      "worker-src blob:",
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });
});
