import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { parse, parseDocument, stringify } from "yaml";
import { full } from "../helpers/full-mode.js";
import { root, run, scratchCopy } from "../helpers/scratch-copy.js";

const leave = "paths/v3_chats_{chatId}_leave.yaml";
const chatHandle = "components/schemas/ChatHandle.yaml";
const json = "content/application~1json";
const text = { type: "string", description: "Anything." };
const webhook = {
  summary: "Another event",
  description: "Another event.",
  operationId: "exampleEvent",
  "x-source": "platform",
  security: [],
  responses: { 200: { $ref: "components/responses/WebhookReceived.yaml" } },
};
const envelopeOfItsOwn = {
  type: "object",
  description: "Another envelope.",
  properties: { error: { $ref: "../schemas/ErrorDetail.yaml" }, success: { type: "boolean", description: "No." } },
};

interface Breach {
  rule: string;
  file: string;
  /** A JSON pointer to the changed place; `/` in a new file. */
  at: string;
  /** The new value; if absent, the value is removed. */
  put?: unknown;
  /** Where the linter reports the violation, if elsewhere. */
  found?: string;
  /** The file in which the linter reports the violation, if not in the changed one. */
  foundIn?: string;
}

const portable = (schema: string, at: string, put?: unknown): Breach => ({
  rule: "linq/schema-is-portable",
  file: `components/schemas/${schema}.yaml`,
  at,
  put,
});

/** How each lint rule can be broken. The violations do not affect one another, so one run of the linter finds them all. */
const breaches: Breach[] = [
  {
    rule: "linq/every-file-is-used",
    file: "paths/v3_unlisted.yaml",
    at: "/",
    put: {},
    found: "/paths",
    foundIn: "openapi.yaml",
  },
  {
    rule: "linq/every-file-is-used",
    file: "components/schemas/Unused.yaml",
    at: "/",
    put: text,
    found: "/components",
    foundIn: "openapi.yaml",
  },
  { rule: "linq/file-is-named-like-its-path", file: "openapi.yaml", at: "/paths/~1v3~1nowhere", put: { $ref: leave } },
  {
    rule: "linq/file-is-named-like-its-path",
    file: "openapi.yaml",
    at: "/webhooks/example.renamed",
    put: { $ref: "webhooks/participant.removed.yaml" },
  },
  { rule: "linq/contact-has-a-name", file: "openapi.yaml", at: "/info/contact" },
  { rule: "tag-description", file: "openapi.yaml", at: "/tags/0/description" },
  { rule: "operation-description", file: leave, at: "/post/description" },
  { rule: "parameter-description", file: "components/parameters/chatId.yaml", at: "/description", found: "/" },
  {
    rule: "rule/operation-has-a-tag",
    file: "openapi.yaml",
    at: "/webhooks/example.event",
    put: { post: { ...webhook, tags: [] } },
    found: "/webhooks/example.event/post/tags",
  },
  {
    rule: "operation-tag-defined",
    file: leave,
    at: "/post/tags",
    put: ["Chats", "Elsewhere"],
    found: "/post/tags/1",
  },
  {
    rule: "rule/title-is-portable",
    file: "openapi.yaml",
    at: "/info/title",
    put: "Linq Partner API v3, Leave a group chat",
  },
  { rule: "rule/operation-id-is-camel-case", file: leave, at: "/post/operationId", put: "leave_chat" },
  { rule: "rule/response-names-its-source", file: "components/responses/NotFound.yaml", at: "/x-source" },
  {
    rule: "rule/response-names-its-source",
    file: "components/responses/LeaveAccepted.yaml",
    at: "/x-source",
    put: "hearsay",
  },
  { rule: "rule/response-names-its-source", file: "components/responses/WebhookReceived.yaml", at: "/x-source" },
  { rule: "rule/header-names-its-source", file: "components/headers/retry-after.yaml", at: "/x-source" },
  { rule: "rule/example-names-its-source", file: "components/examples/accepted.yaml", at: "/x-source" },
  { rule: "rule/response-has-headers", file: "components/responses/Forbidden.yaml", at: "/headers" },
  {
    rule: "rule/response-carries-the-trace-id",
    file: "components/responses/BadRequest.yaml",
    at: "/headers",
    put: { "retry-after": { $ref: "../headers/retry-after.yaml" } },
  },
  {
    rule: "rule/header-name-is-lower-case",
    file: "components/responses/TooManyRequests.yaml",
    at: "/headers/Retry-After",
    put: { $ref: "../headers/retry-after.yaml" },
  },
  { rule: "rule/error-has-a-body", file: "components/responses/ServiceUnavailable.yaml", at: "/content" },
  {
    rule: "rule/error-uses-the-envelope",
    file: "components/responses/InternalServerError.yaml",
    at: `/${json}/schema`,
    put: envelopeOfItsOwn,
  },
  {
    rule: "rule/body-refers-to-a-component",
    file: "components/responses/InternalServerError.yaml",
    at: `/${json}/schema`,
    put: envelopeOfItsOwn,
  },
  { rule: "rule/body-has-examples", file: "components/responses/Unauthorized.yaml", at: `/${json}/examples` },
  {
    rule: "rule/body-has-a-named-example",
    file: "components/responses/Conflict.yaml",
    at: `/${json}/examples`,
    put: {},
  },
  { rule: "rule/example-has-a-summary", file: "components/examples/rateLimitExceeded.yaml", at: "/summary" },
  {
    rule: "linq/example-is-named-like-its-component",
    file: "components/responses/GatewayTimeout.yaml",
    at: `/${json}/examples/timeout`,
    put: { $ref: "../examples/networkTimeout.yaml" },
  },
  { rule: "rule/header-is-described", file: "components/headers/x-trace-id.yaml", at: "/description" },
  { rule: "linq/schema-is-described", file: "components/schemas/LeaveAccepted.yaml", at: "/description" },
  {
    rule: "linq/schema-is-described",
    file: "components/schemas/ParticipantRemovedData.yaml",
    at: "/properties/chat_id/description",
  },
  { rule: "linq/operation-states-idempotency", file: leave, at: "/post/x-idempotent" },
  {
    rule: "linq/tag-is-of-paths-or-webhooks",
    file: "webhooks/participant.removed.yaml",
    at: "/post/tags",
    put: ["Chats"],
  },
  portable("ErrorDetail", "/properties/doc_url/type"),
  portable("ErrorDetail", "/properties/retry_after/default", 0),
  portable("ErrorDetail", "/properties/message/nullable", true),
  portable("ErrorEnvelope", "/properties/trace_id/not", text),
  portable("ErrorEnvelope", "/additionalProperties", false),
  portable("LeaveAccepted", "/properties/message/anyOf", [text, text]),
  portable("LeaveAccepted", "/properties/status/oneOf", [text, text]),
  portable("ChatHandle", "/properties/is_me/const", true),
  portable("ChatHandle", "/properties/line_type/x-extensible-enum", []),
  {
    rule: "linq/sent-enum-is-open",
    file: "components/schemas/ErrorDetail.yaml",
    at: "/properties/message/enum",
    put: ["Unauthorized"],
  },
  { rule: "linq/sent-enum-is-open", file: chatHandle, at: "/properties/service/enum", put: ["SMS"] },
  {
    rule: "linq/error-codes-have-responses",
    file: "components/schemas/ErrorCode.yaml",
    at: "/x-error-codes/20",
    put: { code: 4005, status: 418, retry: "never", "x-source": "platform", meaning: "None" },
  },
];

interface Problem {
  ruleId: string;
  message: string;
  location: { source: { ref: string }; pointer: string }[];
}

/** Runs Redocly as `npm run lint` does. */
async function lint(folder: string): Promise<{ code: number; problems: Problem[] | undefined; log: string }> {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const [redocly, ...args] = scripts.lint.split(" && ")[0].split(" ");
  const result = await run(folder, join(root, "node_modules/.bin", redocly), [
    ...args,
    "--format=json",
    "--max-problems=1000",
  ]);
  const problems = result.stdout ? JSON.parse(result.stdout).problems : undefined;
  return { code: result.code, problems, log: result.stderr };
}

async function commit(folder: string, { file, at, put }: Breach): Promise<void> {
  const name = join(folder, "openapi", file);
  if (at === "/") return writeFile(name, stringify(put), { flag: "wx" });
  const document = parseDocument(await readFile(name, "utf8"));
  const path = at
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/"));
  if (put === undefined && !document.hasIn(path)) throw new Error(`${file} has no ${at}.`);
  if (put === undefined) document.deleteIn(path);
  else document.setIn(path, document.createNode(put));
  await writeFile(name, document.toString());
}

const placeOf = ({ rule, file, at, found = at, foundIn = file }: Breach) => `${rule}: openapi/${foundIn}#${found}`;
const placeFound = ({ ruleId, location: [first] }: Problem) =>
  `${ruleId}: ${first?.source.ref}#${first?.pointer.slice(1)}`;

const rules = parse(await readFile(join(root, "redocly.yaml"), "utf8")).rules;

test("the contract passes every lint rule", async () => {
  expect(await lint(root)).toMatchObject({ code: 0, problems: [] });
});

test.runIf(full)("an unknown lint rule is an error", async () => {
  const folder = await scratchCopy(["redocly.yaml", "redocly.rules.js", "openapi"]);
  await appendFile(join(folder, "redocly.yaml"), "  no-such-rule: error\n");

  const { code, log } = await lint(folder);

  expect(code).not.toBe(0);
  expect(log).toContain("no-such-rule");
});

test.each(Object.keys(rules))("the lint rule %s is tested here", (rule) => {
  expect(breaches.map((breach) => breach.rule)).toContain(rule);
});

describe("lint violations", () => {
  let code: number;
  let problems: Problem[];

  beforeAll(async () => {
    const folder = await scratchCopy(["redocly.yaml", "redocly.rules.js", "openapi"]);
    for (const breach of breaches) await commit(folder, breach);
    ({ code, problems = [] } = await lint(folder));
  });

  test("a lint violation makes the linter fail", () => {
    expect(code).toBe(1);
  });

  test.each(breaches.map((breach) => [placeOf(breach), breach] as const))(
    "a lint violation is found: %s",
    (place, { rule }) => {
      const problem = problems.find((problem) => placeFound(problem) === place);
      expect(problem?.message).toContain(rules[rule].message ?? "");
    },
  );

  test.each([
    ["paths/v3_unlisted.yaml", "List it under paths in openapi/openapi.yaml, or delete it."],
    ["components/schemas/Unused.yaml", "Refer to it, or delete it."],
  ])("the linter names a file that nothing refers to, and what to do: %s", (file, cure) => {
    expect(problems.map(({ message }) => message)).toContain(`Nothing refers to openapi/${file}. ${cure}`);
  });

  test("the linter says how to name the file of a path", () => {
    expect(problems.map(({ message }) => message)).toContain(
      `Name the file openapi/paths/v3_nowhere.yaml, after its path.`,
    );
  });

  test("the linter reports no other violations", () => {
    const found = new Set(problems.filter(({ ruleId }) => ruleId in rules).map(placeFound));
    expect([...found].sort()).toEqual(breaches.map(placeOf).sort());
  });
});
