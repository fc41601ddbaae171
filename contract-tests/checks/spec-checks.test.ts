/** What the checks of the document alone find, and what they allow. */
import { describe, expect, test } from "vitest";
import { loadContract, readSpec } from "../engine/contract.js";
import { formatFinding } from "../engine/findings.js";
import type { JsonObject, Spec } from "../engine/openapi.js";
import { specChecks } from "./spec-checks.js";

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
  paths["/v3/chats/{chatId}/read"] = {
    post: {
      ...post,
      operationId: "markChatAsRead",
      responses: { 204: { description: "Read." }, ...Object.fromEntries(responses) },
    },
  };
  return spec;
}

describe("the pairing of examples", () => {
  test("allows an operation that documents fewer errors than another one with the same parameter", async () => {
    expect(await findingsIn(withReadOperation(readSpec(), ["401", "404", "500"]))).toEqual([]);
  });

  test("finds an error that no parameter example asks for, and says what to add", async () => {
    const spec = withReadOperation(readSpec(), ["404"]);
    const { chatId } = (spec.components as JsonObject).parameters as Record<string, { examples: JsonObject }>;
    delete chatId?.examples.resourceNotFound;

    expect(await findingsIn(spec)).toContainEqual(
      expect.stringMatching(
        /markChatAsRead › chatId\n {2}expected {2}an example named resourceNotFound, whose value asks for this error/,
      ),
    );
  });

  test("finds a parameter example that no operation has an outcome for", async () => {
    const spec = readSpec();
    const { chatId } = (spec.components as JsonObject).parameters as Record<string, { examples: JsonObject }>;
    Object.assign(chatId?.examples ?? {}, { nothing: { value: "00000418-0000-4000-8000-000000000000" } });

    expect(await findingsIn(spec)).toEqual([
      expect.stringMatching(/leaveChat › chatId\n {2}expected {2}a response example named nothing/),
    ]);
  });
});
