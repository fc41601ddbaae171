import { LinqApiError, LinqConnectionError, LinqError, LinqResponseError } from "../../errors.js";

/** The result for one chat: a line of the command's output. */
export interface Result {
  readonly chat_id: string;
  /** `unavailable`: for example, you already left the chat. */
  readonly outcome: "accepted" | "unavailable" | "failed";
  readonly trace_id?: string | undefined;
  /** This member and those below are present only if the leave failed. */
  readonly error?: string | undefined;
  readonly status?: number | undefined;
  readonly code?: number | undefined;
  readonly message?: string | undefined;
  /** Whether the chat may have been left anyway. */
  readonly maybe_delivered?: boolean | undefined;
}

/** Linq's code for a chat that is unavailable, for example because you already left it. */
const UNAVAILABLE = 2013;

/** Whether there is nothing left to do for the chat. */
export function isDone({ outcome }: Pick<Result, "outcome">): boolean {
  return outcome === "accepted" || outcome === "unavailable";
}

/** @throws the error if it is not one of the client's */
export function resultOf(chat_id: string, error: unknown): Result {
  if (!(error instanceof LinqError)) throw error;
  const { name, message } = error;
  const failed = { chat_id, outcome: "failed", error: name } as const;
  if (error instanceof LinqApiError) {
    const { status, code, traceId: trace_id } = error;
    if (code === UNAVAILABLE) return { chat_id, outcome: "unavailable", trace_id };
    return { ...failed, status, code, message, trace_id };
  }
  if (error instanceof LinqResponseError) return { ...failed, status: error.status, message, trace_id: error.traceId };
  if (error instanceof LinqConnectionError) return { ...failed, message, maybe_delivered: error.maybeDelivered };
  return { ...failed, message };
}
