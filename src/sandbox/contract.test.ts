import { describe, expect, test } from "vitest";
import spec from "../../generated/openapi.json" with { type: "json" };
import { readContract } from "./contract.js";

const answers = (...names: string[]) => ({
  content: { "application/json": { examples: Object.fromEntries(names.map((name) => [name, { value: {} }])) } },
});
const chatId = {
  name: "chatId",
  in: "path",
  examples: { fine: { value: "AAAA" }, gone: { value: "bbbb" }, undocumented: { value: "cccc" } },
};
const document = {
  servers: [{ url: "https://api.example.com/base/path" }, { url: "https://example.com/v1" }],
  paths: {
    "/chats/{chatId}/leave": {
      post: {
        operationId: "leaveChat",
        parameters: [
          { name: "x", in: "header", examples: { fine: { value: "dddd" } } },
          { $ref: "#/components/parameters/chatId" },
        ],
        responses: {
          "202": { $ref: "#/components/responses/Fine" },
          "409": answers("gone", "chatUnavailable"),
          "204": {},
        },
      },
    },
    "/{account}/chats/{chatId}": {
      put: {
        operationId: "renameChat",
        parameters: [{ name: "account", in: "path" }, { $ref: "#/components/parameters/chatId" }],
        requestBody: answers("rename"),
        responses: { "200": answers("fine") },
      },
    },
    "/chats": { post: { operationId: "createChat", parameters: [], responses: { "200": answers("fine") } } },
  },
  webhooks: {
    "participant.removed": {
      post: {
        operationId: "participantRemoved",
        parameters: [
          { name: "webhook-timestamp", in: "header", example: "1" },
          { name: "webhook-id", in: "header", example: "evt_1" },
        ],
        requestBody: {
          content: { "application/json": { examples: { first: { value: { event_id: "1" } }, second: { value: {} } } } },
        },
        responses: {},
      },
    },
  },
  components: { parameters: { chatId }, responses: { Fine: answers("fine") } },
};

describe("of the spec, the sandbox reads", () => {
  const read = () => readContract(document);

  test("the base paths of the servers", () => {
    expect(read().basePaths).toEqual(["/base/path", "/v1"]);
  });

  test("the webhook that follows a leave", () => {
    expect(read().event).toEqual({ event_id: "1" });
    expect(read().webhookId).toBe("evt_1");
  });

  test.each([
    [
      "a chat whose id has an answer",
      "POST",
      "/chats/aaaa/leave",
      { chatId: "aaaa", outcome: { status: "202", example: "fine" } },
    ],
    [
      "a chat whose id in capitals has an answer",
      "POST",
      "/chats/BBBB/leave",
      { chatId: "bbbb", outcome: { status: "409", example: "gone" } },
    ],
    [
      "a chat whose id in percents has an answer",
      "POST",
      "/chats/%62bbb/leave",
      { chatId: "bbbb", outcome: { status: "409", example: "gone" } },
    ],
    ["a chat whose id has the name of no answer", "POST", "/chats/cccc/leave", { chatId: "cccc", outcome: undefined }],
    [
      "a chat whose id is the example of another parameter",
      "POST",
      "/chats/dddd/leave",
      { chatId: "dddd", outcome: undefined },
    ],
    ["any other chat", "POST", "/chats/x/leave", { chatId: "x", outcome: undefined }],
  ])("the leave of %s", (_, method, path, expected) => {
    expect(read().interaction(method, path)).toEqual({
      ...expected,
      isLeave: true,
      takesBody: false,
      outcomeOnceLeft: { status: "409", example: "chatUnavailable" },
    });
  });

  test("another interaction with a chat", () => {
    expect(read().interaction("PUT", "/me/chats/bbbb")).toEqual({
      chatId: "bbbb",
      isLeave: false,
      takesBody: true,
      outcome: undefined,
      outcomeOnceLeft: undefined,
    });
  });

  test.each([
    ["GET", "/chats/aaaa/leave"],
    [undefined, "/chats/aaaa/leave"],
    ["POST", "/chats/aaaa/leave/"],
    ["POST", "/x/chats/aaaa/leave"],
    ["POST", "/chats//leave"],
    ["POST", "/chats/a/b/leave"],
    ["PUT", "/me/you/chats/bbbb"],
    ["POST", "/chats"],
  ])("nothing about %s %s", (method, path) => {
    expect(read().interaction(method, path)).toBeUndefined();
  });
});

test("without another document, it is the package's own", () => {
  const contract = readContract();
  expect(contract.event).toEqual(spec.components.examples.participantRemoved.value);
  expect(contract.webhookId).toBe(spec.components.parameters["webhook-id"].example);
});
