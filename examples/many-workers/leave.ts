import { DBOS } from "@dbos-inc/dbos-sdk";
import { createLinqClient, LinqApiError, LinqInputError } from "linq-openapi";
import type { OwnLeave } from "linq-openapi/webhooks";
import { REMOVED, WORKFLOW } from "./leaves.js";

const linq = createLinqClient();

/** Leaves a chat and waits until Linq says that you are out. Survives the process: the steps that are done are not done again. */
async function leaveAndConfirm(chatId: string) {
  const answer = await DBOS.runStep(() => leave(chatId), {
    name: "leave",
    retriesAllowed: true,
    maxAttempts: 5,
    intervalSeconds: 30,
    shouldRetry: isTransient,
  });
  // An answer may have been lost with a process, so the removal may still come. Linq delivers for 25 minutes.
  const removal = await DBOS.recv<OwnLeave>(REMOVED, answer === "unavailable" ? 60 : 1_800);
  return { answer, eventId: removal?.event_id };
}

/** Caught here rather than in the workflow: a recovered workflow gets a step's error from the database, where its class is lost. */
async function leave(chatId: string) {
  try {
    const { status } = await linq.leaveChat(chatId);
    return status;
  } catch (error) {
    if (error instanceof LinqApiError && error.code === 2013) return "unavailable";
    throw error;
  }
}

/** After the client's own retries. */
function isTransient(error: unknown): boolean {
  if (error instanceof LinqApiError) return error.status >= 429 || error.code === 2009;
  return !(error instanceof LinqInputError);
}

DBOS.registerWorkflow(leaveAndConfirm, { name: WORKFLOW });
