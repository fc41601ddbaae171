/** The reports of verify and judge, as other programs read them. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import ajvFormats from "ajv-formats";
import { XmlDocument, XsdValidator } from "libxml2-wasm";
import { describe, expect, test } from "vitest";
import type { Finding } from "../engine/findings.js";
import { scratchCopy } from "../helpers/scratch-copy.js";
import {
  exitCode,
  type Report,
  readBaseline,
  toGithubAnnotations,
  toHtml,
  toJson,
  toJunit,
  toText,
  withBaseline,
} from "./index.js";

const besideThis = (file: string) => readFile(new URL(file, import.meta.url), "utf8");
const ajv = new Ajv2020({ strict: true });
ajvFormats.default(ajv);
const validate = ajv.compile(JSON.parse(await besideThis("report.schema.json")));
const junit = XsdValidator.fromDoc(XmlDocument.fromString(await besideThis("junit.xsd")));

const finding: Finding = {
  title: "Response violates schema",
  location: "leaveChat › 409 › chatUnavailable: body/error/code",
  expected: "must be integer",
  actual: '"<b>\u0007&\'20%13\r\n::\uffff"',
  owner: "provider",
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
};
const other: Finding = { ...finding, title: "Missing header", location: "leaveChat › 404: header/x-trace-id" };
const kept: Report = {
  subject: "https://api.example.com/?a=1&b=<2>",
  contract: { title: "Linq", version: "0.1.0", sha256: "0".repeat(64) },
  results: [
    { name: "leaveChat › 202", outcome: "kept", findings: [] },
    { name: "leaveChat › 403", outcome: "skipped", reason: 'needs the "key"', findings: [] },
  ],
  notes: ["<Recorded> exchanges with this API: 2 of 3."],
  accepted: [],
  outdated: [],
  coverage: [{ name: "responses", covered: 1, of: 10 }],
};
const broken: Report = {
  ...kept,
  results: [...kept.results, { name: "leaveChat › 409", outcome: "broken", findings: [finding, other] }],
};
const entry = { title: finding.title, location: finding.location, reason: "Ticket 7", date: "2026-11-25" };
const outdated = { ...entry, location: "leaveChat › 202: body" };
const reports: [name: string, report: Report, code: number][] = [
  ["without deviations", kept, 0],
  ["with deviations", broken, 1],
  ["about a target that did not respond", { ...kept, problem: "Nothing is listening at <there>." }, 3],
  ["with an outdated baseline", withBaseline(kept, [outdated]), 4],
  ["with an accepted deviation", withBaseline(broken, [entry]), 1],
];

describe.each(reports)("a report %s", (name, report, code) => {
  test(`a report ${name} has the exit code ${code}`, () => expect(exitCode(report)).toBe(code));

  test(`a report ${name} is valid against its JSON Schema`, () => {
    validate(JSON.parse(toJson(report)));
    expect(validate.errors).toBeNull();
  });

  test(`a report ${name} is valid JUnit, with a count for each outcome`, () => {
    const document = XmlDocument.fromString(toJunit(report));
    junit.validate(document);
    const count = (xpath: string) => document.find(xpath).length;
    const attribute = (name: string) => Number(document.get(`/testsuites/@${name}`)?.content);
    expect(attribute("tests")).toBe(count("//testcase"));
    expect(attribute("failures")).toBe(count("//failure"));
    expect(attribute("errors")).toBe(count("//error"));
    expect(attribute("skipped")).toBe(count("//skipped"));
  });

  test(`a report ${name} is a page that loads nothing, and escapes all text`, () => {
    const html = toHtml(report);
    expect(html).not.toMatch(/\b(src|href|url)\s*[=(]|@import|<script|<b>|<2>|<there>/);
    expect(html).toContain("&lt;2&gt;");
  });

  test(`a report ${name} fits 80 columns, except for quoted values and locations`, () => {
    const own = toText(report)
      .split("\n")
      .filter((line) => !/^ {2}(actual|location)/.test(line));
    expect(own.filter((line) => line.length > 80)).toEqual([]);
  });
});

test("the report's schemas reject an invalid report", () => {
  expect(validate({ ...JSON.parse(toJson(broken)), exitCode: 2 })).toBe(false);
  expect(() => junit.validate(XmlDocument.fromString("<testsuites/>"))).toThrow();
});

test("a GitHub annotation stays on one line, whatever the deviation contains", () => {
  const [first, ...rest] = toGithubAnnotations(broken);
  expect(first).toMatch(/^::error title=Response violates schema::Response violates schema%0A {2}location/);
  expect(first).not.toMatch(/[\r\n]/);
  expect(first).toContain("20%2513%0D%0A::");
  expect(rest).toHaveLength(1);
});

test("the text of a deviation stays on its line and cannot control a terminal, whatever the target sends", () => {
  const traceId = "\u001b[31m\u009b\u202e\r\n::error::";
  const findings = [{ ...finding, actual: "\n::stop-commands::", traceId }];
  const text = toText({ ...kept, results: [{ name: "leaveChat › 409", outcome: "broken", findings }] });
  expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e|^::/mu);
  expect(text).toContain("\n  trace id  \ufffd[31m\ufffd\ufffd\ufffd\ufffd::error::\n");
});

describe("a baseline", () => {
  const written = async (content: unknown) => {
    const path = join(await scratchCopy([]), "baseline.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return path;
  };

  test("a baseline accepts the deviation that it names, and no other", async () => {
    const report = withBaseline(broken, await readBaseline(await written([entry])));
    expect(report.accepted).toEqual([{ ...finding, reason: "Ticket 7", date: "2026-11-25" }]);
    expect(report.results.at(-1)).toMatchObject({ outcome: "broken", findings: [other] });
    expect(toText(report)).toContain("2026-11-25: Ticket 7");
  });

  test("a check passes if the baseline accepts all its deviations", () => {
    const report = withBaseline(broken, [entry, { ...entry, title: other.title, location: other.location }]);
    expect(report.results.at(-1)?.outcome).toBe("kept");
    expect(exitCode(report)).toBe(0);
  });

  test("a baseline entry is not outdated if the run skipped or did not reach its check", () => {
    const ofSkipped = { ...entry, location: "leaveChat › 403: body" };
    expect(withBaseline(kept, [ofSkipped]).outdated).toEqual([]);
    expect(withBaseline({ ...kept, problem: "down" }, [outdated]).outdated).toEqual([]);
  });

  test.for([
    ["is not JSON", "[", "must be a list of"],
    ["is not a list", {}, "and the day on which you accepted the finding."],
    ["has an entry that is not an object", [entry, 7], "Entry 2 of the baseline"],
    ["gives no reason", [{ ...entry, reason: "" }], "has no reason"],
    ["gives no date", [{ ...entry, date: undefined }], "has no date"],
    ["has a date in words", [{ ...entry, date: "yesterday" }], "write it as 2026-11-25"],
    ["has an invalid date", [{ ...entry, date: "2026-13-01" }], "write it as 2026-11-25"],
  ] as const)("a baseline that %s is refused", async ([, content, message]) => {
    await expect(readBaseline(await written(content))).rejects.toThrow(message);
  });

  test("a missing baseline is refused", async () => {
    await expect(readBaseline("no-such-baseline.json")).rejects.toThrow("The baseline cannot be read");
  });
});
