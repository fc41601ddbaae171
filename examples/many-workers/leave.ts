import { DBOS } from "@dbos-inc/dbos-sdk";
import { createLinqClient, LinqApiError, LinqConnectionError, LinqResponseError } from "linq-openapi";
import type { OwnLeave } from "linq-openapi/webhooks";
import pLimit from "p-limit";
import { REMOVED, WORKFLOW } from "./leaves.js";

const linq = createLinqClient();
/** So many requests of a worker are under way until their answers are written down, and may be sent again if it dies. */
const inTurn = pLimit(10);
/** In seconds. */
const LONGEST_PAUSE = 1_800;

/** Leaves a chat and waits until Linq says that you are out. After a crash it goes on after the last step that was written down. */
async function leaveAndConfirm(chatId: string) {
  const answer = await leaveInTheEnd(chatId);
  // One that is unavailable may be so by a request of ours whose answer was lost. Linq delivers for 25 minutes.
  const removal = await DBOS.recv<OwnLeave>(REMOVED, answer === "unavailable" ? 60 : 1_800);
  return { answer, eventId: removal?.event_id };
}

async function leaveInTheEnd(chatId: string) {
  for (let pause = 30; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    const outcome = await inTurn(() => DBOS.runStep(() => leave(chatId), { name: "leave" }));
    if ("answer" in outcome) return outcome.answer;
    await DBOS.sleep(pause * 1_000);
  }
}

/** What the chat is to blame for is thrown, and ends the workflow. */
async function leave(chatId: string) {
  try {
    const { status } = await linq.leaveChat(chatId);
    return { answer: status };
  } catch (error) {
    if (error instanceof LinqApiError && error.code === 2013) return { answer: "unavailable" };
    if (mayPass(error)) return { later: `${error}` };
    throw error;
  }
}

/** Linq is in trouble or out of reach, or it refuses your key. The client has tried again already. */
function mayPass(error: unknown): boolean {
  if (error instanceof LinqApiError) return error.status === 401 || error.status >= 429 || error.code === 2009;
  return error instanceof LinqConnectionError || error instanceof LinqResponseError;
}

DBOS.registerWorkflow(leaveAndConfirm, { name: WORKFLOW });
