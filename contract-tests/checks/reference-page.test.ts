/** Compares the contract, the mock's responses and the client's results with Linq's reference pages. */
import { createLinqClient, LinqApiError } from "linq-openapi";
import { describe, expect, inject, test } from "vitest";
import { loadContract } from "../engine/contract.js";
import { formatFinding } from "../engine/findings.js";
import { isFromContract } from "../helpers/who-answered.js";
import { sources } from "../vendor/sources.js";
import { referencePageChecks } from "./reference-page.js";

const contract = loadContract();
const [page] = sources.filter(({ id }) => id === "leaveChat");
const bodies = [...(page?.bodies ?? [])];
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = `/v3/chats/${chatId}/leave`;

test("the reference page of leaveChat shows six responses, each with the status in its body", () => {
  expect(bodies.map(([status]) => status)).toEqual([202, 400, 401, 404, 409, 500]);
  // biome-ignore lint/suspicious/noExplicitAny: the page's bodies have no type.
  for (const [status, { error }] of bodies as [number, any][]) expect(error?.status ?? 202).toBe(status);
});

describe("the contract agrees with the reference page", () => {
  const checks = referencePageChecks(contract.written.spec);

  test.for(checks.map((check) => [check.name, check] as const))("%s", async ([, { run }]) => {
    expect((await run(contract.written.prism.mock)).map(formatFinding)).toEqual([]);
  });
});

test.each([
  ["an undocumented path", "/v3/nowhere", "POST", 404],
  ["the production server's base path", `/api/partner${path}`, "POST", 404],
  ["an undocumented method", path, "PROPFIND", 405],
  ["a chat id that is not a UUID", "/v3/chats/1/leave", "POST", 400],
])("the mock never presents its own response to %s as the API's", async (_, path, method, status) => {
  const response = await fetch(new URL(path, inject("mockUrl")), {
    method,
    headers: { authorization: "Bearer key" },
  });

  expect(response.status).toBe(status);
  expect(isFromContract(response)).toBe(false);
});

describe("the client's result for the mock's response", () => {
  const [[, accepted] = [], ...errors] = bodies;

  function clientOf(status: number) {
    return createLinqClient({
      apiKey: "key",
      baseUrl: inject("mockUrl"),
      maxRetries: 0,
      fetch(url, init) {
        const headers = new Headers(init.headers);
        headers.set("prefer", `code=${status}`);
        return fetch(url, { ...init, headers });
      },
    });
  }

  test("the client resolves with the page's 202", async () => {
    expect(await clientOf(202).leaveChat(chatId)).toEqual(accepted);
  });

  test.for(errors)(
    "the client rejects with status, code, message and body of the page's %i",
    async ([status, body]) => {
      const error = await clientOf(status)
        .leaveChat(chatId)
        .catch((error) => error);

      expect(error).toBeInstanceOf(LinqApiError);
      const { code, message } = body.error as { code: number; message: string };
      expect(error).toMatchObject({ status, code, body });
      expect(error.message).toContain(message);
    },
  );
});
