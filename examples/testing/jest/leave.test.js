import { randomUUID } from "node:crypto";
import { createLinqClient } from "linq-openapi";

test("a chat can be left once", async () => {
  const [linq, chatId] = [createLinqClient(), randomUUID()];
  expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
  await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ code: 2013 });
});

test("a chat of another partner cannot be left", async () => {
  const leave = createLinqClient().leaveChat("00000403-2005-4000-8000-000000000000");
  await expect(leave).rejects.toMatchObject({ status: 403, code: 2005 });
});
