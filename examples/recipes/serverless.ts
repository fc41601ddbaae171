/** A function that a queue calls with one chat, as on AWS Lambda. It finishes before the platform stops it. */
import { createLinqClient, LinqApiError } from "linq-openapi";

const linq = createLinqClient();
/** Reserved for what follows the call, in milliseconds. */
const RESERVE = 1_000;

/** @throws what the queue should log before it delivers the chat again */
export async function handler({ chatId }: { chatId: string }, context: { getRemainingTimeInMillis(): number }) {
  const deadline = context.getRemainingTimeInMillis() - RESERVE;
  try {
    await linq.leaveChat(chatId, { deadline });
    return "accepted";
  } catch (error) {
    // Nothing left to do; perhaps an earlier delivery left the chat.
    if (error instanceof LinqApiError && error.code === 2013) return "unavailable";
    throw error;
  }
}
