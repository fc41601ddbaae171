import { DBOS } from "@dbos-inc/dbos-sdk";
import { createLinqClient, LinqApiError, LinqConnectionError, LinqResponseError } from "linq-openapi";
import type { OwnLeave } from "linq-openapi/webhooks";
import pLimit from "p-limit";
import { REMOVED, WORKFLOW } from "./shared-names.js";

const linq = createLinqClient();
/** A worker has at most this many unrecorded requests, which may be sent again if it dies. */
const inTurn = pLimit(10);
/** In seconds. */
const LONGEST_PAUSE = 1_800;

/** Leaves a chat and waits for Linq's confirmation. After a crash it continues after the last recorded step. */
async function leaveAndConfirm(chatId: string) {
  const answer = await leaveInTheEnd(chatId);
  // A chat may be unavailable because of an earlier request whose response was lost. Linq delivers for 25 minutes.
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

/** Throws errors that concern only this chat, which end the workflow. */
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

/** Linq has a problem, is unreachable, or refuses your key. The client has already retried. */
function mayPass(error: unknown): boolean {
  if (error instanceof LinqApiError) return error.status === 401 || error.status >= 429 || error.code === 2009;
  return error instanceof LinqConnectionError || error instanceof LinqResponseError;
}

DBOS.registerWorkflow(leaveAndConfirm, { name: WORKFLOW });
