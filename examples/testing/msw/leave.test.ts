import { randomUUID } from "node:crypto";
import { createLinqClient, LinqResponseError } from "linq-openapi";
import { documentedFetch } from "linq-openapi/testing";
import { http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

const linqApi = documentedFetch();
const server = setupServer(http.all("https://api.linqapp.com/*", ({ request }) => linqApi(request)));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(() => linqApi.reset());
afterAll(() => server.close());

const linq = createLinqClient({ apiKey: "any-key", maxRetries: 0 });

test("a chat can be left once", async () => {
  const chatId = randomUUID();
  expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
  await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ code: 2013 });
});

test("a gateway's page is reported as an undocumented response", async () => {
  const chatId = randomUUID();
  linqApi.next(chatId, ["gatewayPage"]);
  await expect(linq.leaveChat(chatId)).rejects.toThrow(LinqResponseError);
  expect(linqApi.requests).toMatchObject([{ status: 502, answer: "gatewayPage", why: "next" }]);
});
