/** Leaves many chats at once. When Linq asks one call to wait, no other starts until the wait is over. */
import { createLinqClient, type LeaveAccepted } from "linq-openapi";

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let opensAt = 0;
const linq = createLinqClient({
  maxRetries: 4,
  onAttempt({ status, wait = 0 }) {
    if (status === 429 || status === 503) opensAt = Math.max(opensAt, Date.now() + wait);
  },
});

/** @returns the outcome of each chat, in order, as `Promise.allSettled` does */
export async function leaveAll(chatIds: string[], concurrency = 8): Promise<PromiseSettledResult<LeaveAccepted>[]> {
  const results: PromiseSettledResult<LeaveAccepted>[] = [];
  const rest = chatIds.entries();
  async function work() {
    for (const [index, chatId] of rest) {
      while (Date.now() < opensAt) await sleep(opensAt - Date.now());
      [results[index]] = await Promise.allSettled([linq.leaveChat(chatId)]);
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work));
  return results;
}
