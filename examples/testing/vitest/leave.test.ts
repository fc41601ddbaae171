import { randomUUID } from "node:crypto";
import { createLinqClient } from "linq-openapi";
import { expect, test } from "vitest";

const sandbox = process.env.LINQ_API_V3_BASE_URL;

test("a chat can be left once", async () => {
  const [linq, chatId] = [createLinqClient(), randomUUID()];
  expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
  await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ code: 2013 });
});

test("a retry leaves a chat that was still being created", async () => {
  const chatId = randomUUID();
  const body = JSON.stringify({ chatId, answers: ["chatStillBeingCreated"] });
  await fetch(`${sandbox}/sandbox/next`, { method: "POST", body });
  expect(await createLinqClient().leaveChat(chatId)).toMatchObject({ status: "accepted" });
});

test("a reserved chat id returns a rate limit", async () => {
  const leave = createLinqClient({ maxRetries: 0 }).leaveChat("00000429-1007-4000-8000-000000000000");
  await expect(leave).rejects.toMatchObject({ status: 429, retryAfter: 30 });
});
