import { randomUUID } from "node:crypto";
import { expect, test } from "@playwright/test";

const sandbox = "http://127.0.0.1:4011/sandbox";

test("the page says that you are leaving, and after a second click that you have already left", async ({ page }) => {
  await page.goto(`/chat/${randomUUID()}`);
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("You are leaving.");
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("You have already left this chat.");
});

test("a rate limit only delays the leave", async ({ page, request }) => {
  const chatId = randomUUID();
  await request.post(`${sandbox}/next`, { data: { chatId, answers: ["rateLimitExceeded"] } });
  await page.goto(`/chat/${chatId}`);
  await page.getByRole("button").click();
  await expect(page.getByRole("status")).toHaveText("You are leaving.");

  const { requests } = await (await request.get(sandbox)).json();
  const own = requests.filter((entry: { chatId: string }) => entry.chatId === chatId);
  expect(own.map(({ status }: { status: number }) => status)).toEqual([429, 202]);
});
