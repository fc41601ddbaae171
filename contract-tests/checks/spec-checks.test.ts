/** What the checks of the document find, and what they allow. */
import { describe, expect, test } from "vitest";
import { loadContract, readSpec, specWith } from "../engine/contract.js";
import { formatFinding } from "../engine/findings.js";
import type { Json, JsonObject } from "../engine/json-pointers.js";
import type { Spec } from "../engine/openapi.js";
import { specChecks } from "./spec-checks.js";

const DETAIL = "#/components/schemas/ErrorDetail";
const CHAT_ID_EXAMPLES = "#/components/parameters/chatId/examples";
const LEAVE = "/v3/chats/{chatId}/leave";

async function findingsIn(spec: Spec): Promise<string[]> {
  const contract = loadContract(spec);
  const found = await Promise.all(specChecks(contract).map(({ run }) => run(contract.written.prism.mock)));
  return found.flat().map(formatFinding);
}

/** A second operation on a chat, with some of the responses of the first. */
function withReadOperation(spec: Spec, statuses: string[]): Spec {
  const paths = spec.paths as Record<string, { post: JsonObject }>;
  const post = paths[LEAVE]?.post as JsonObject;
  const responses = Object.entries(post.responses as JsonObject).filter(([status]) => statuses.includes(status));
  paths["/v3/fixtures/chats/{chatId}/read"] = {
    post: {
      ...post,
      operationId: "markFixtureChatAsRead",
      responses: { 204: { description: "Read." }, ...Object.fromEntries(responses) },
    },
  };
  return spec;
}

describe("pairing examples", () => {
  test("an operation may document fewer errors than another with the same parameter", async () => {
    expect(await findingsIn(withReadOperation(readSpec(), ["401", "404", "500"]))).toEqual([]);
  });

  test("an error without a parameter example is a spec defect that says what to add", async () => {
    const spec = withReadOperation(readSpec(), ["404"]);
    const found = await findingsIn(specWith(`${CHAT_ID_EXAMPLES}/resourceNotFound`, undefined, spec));

    expect(found).toContainEqual(
      expect.stringMatching(
        /markFixtureChatAsRead › chatId\n {2}expected {2}an example named resourceNotFound, whose value asks for this error/,
      ),
    );
  });

  test("a parameter example without a response in any operation is a spec defect", async () => {
    const spec = specWith(`${CHAT_ID_EXAMPLES}/nothing`, { value: "00000418-0000-4000-8000-000000000000" });

    const found = await findingsIn(spec);
    expect(found).toContainEqual(expect.stringContaining("leaveChat › chatId"));
    for (const one of found) expect(one).toMatch(/ › chatId\n {2}expected {2}a response example named nothing/);
  });
});

test.for([
  ["an invalid pattern", `${DETAIL}/properties/message/pattern`, "("],
  ["an unknown format", `${DETAIL}/properties/message/format`, "sentence"],
  ["an unknown keyword", `${DETAIL}/properties/message/minimumLength`, 1],
  ["a required member that does not exist", `${DETAIL}/required`, ["status", "code", "message", "reason"]],
] as const)("%s is a spec defect, because Prism would validate nothing", async ([, pointer, value]) => {
  const contract = loadContract(specWith(pointer, value as Json));
  const check = specChecks(contract).find(({ name }) => name === `${DETAIL} compiles in strict mode`);

  const findings = await check?.run(contract.written.prism.mock);
  expect(findings?.map(({ title, owner }) => [title, owner])).toEqual([["Spec defect", "spec"]]);
});
