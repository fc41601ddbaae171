import { setTimeout as sleep } from "node:timers/promises";
import { errorCodes } from "../../../generated/error-codes.js";
import { createLinqClient, type LinqClient } from "../../client/client.js";
import type { ClientOptions } from "../../client/client-options.js";
import { createRedactor, read } from "../../client/redact.js";
import { LONGEST_WAIT } from "../../client/retry-delay.js";
import { LinqApiError, LinqConnectionError, LinqResponseError } from "../../errors.js";
import type { Gate } from "./pause-gate.js";
import { type Result, resultOf } from "./result.js";

/** More than the client's default: this is a batch that nobody waits for. */
const RETRIES = 4;

export interface Run {
  /** Options of the client. @default from the environment */
  client?: Pick<ClientOptions, "apiKey" | "baseUrl" | "allowInsecureHttp">;
  /** How many chats to leave at the same time. */
  concurrency: number;
  /** All requests wait here when one of them is told to wait. */
  gate: Gate;
  /** Ends the run when it aborts. The run itself aborts it, with the reason, when there is no point in continuing. */
  stop: AbortController;
  /** Called for each chat as soon as its result is known. The run stops if it rejects. */
  report(result: Result): Promise<void>;
}

/**
 * Leaves chats, several at a time. Settles when all have a result or the run is stopped.
 *
 * @returns the chats whose leave was under way when the run was stopped: it may have been carried out
 * @throws LinqInputError if the client cannot be created
 */
export async function leaveChats(
  chatIds: string[],
  { client, concurrency, gate, stop, report }: Run,
): Promise<string[]> {
  const { signal } = stop;
  const redact = createRedactor(client?.apiKey ?? process.env.LINQ_API_V3_API_KEY ?? "");
  const underWay = new Set<string>();
  let finished = 0;

  /** Each worker has its own client, so every attempt by that client is for the worker's current chat. */
  async function work(chats: Iterable<string>): Promise<void> {
    let current = "";
    const linq = createLinqClient({
      ...client,
      maxRetries: RETRIES,
      onAttempt({ error, status, wait }) {
        if (!isToldToWait(error)) return;
        gate.close(wait ?? (error.retryAfter ?? 0) * 1000);
        if (status === 429 && read(error, "maybeDelivered") === false) underWay.delete(current);
      },
      clock: {
        now: Date.now,
        random: Math.random,
        async sleep(ms, signal) {
          await sleep(ms, undefined, { signal });
          await gate.opened();
          underWay.add(current);
        },
      },
    });
    for (const chatId of chats) {
      if (signal.aborted) return;
      current = chatId;
      const result = await leave(linq, chatId);
      if (!result) return;
      finished++;
      await report(result).then(
        () => underWay.delete(chatId),
        (error) => stop.abort(error),
      );
    }
  }

  /** Returns nothing if the run was stopped. */
  async function leave(linq: LinqClient, chatId: string): Promise<Result | undefined> {
    for (;;) {
      const before = finished;
      try {
        await gate.opened();
        underWay.add(chatId);
        const { trace_id } = await linq.leaveChat(chatId, { signal });
        return { chat_id: chatId, outcome: "accepted", trace_id: trace_id && redact(trace_id) };
      } catch (error) {
        if (signal.aborted) return undefined;
        const isItsTurnToCome = isToldToWait(error) && finished > before && !(Number(error.retryAfter) > LONGEST_WAIT);
        if (isItsTurnToCome) continue;
        if (!concernsAll(error)) return resultOf(chatId, error);
        if (!read(error, "maybeDelivered")) underWay.delete(chatId);
        stop.abort(error);
        return undefined;
      }
    }
  }

  // The first chat alone, so that a wrong key is refused once, not once per concurrent request.
  await work(chatIds.slice(0, 1));
  const rest = chatIds.slice(1).values();
  await Promise.all(Array.from({ length: concurrency }, () => work(rest)));
  return [...underWay];
}

function isToldToWait(error: unknown): error is LinqApiError | LinqResponseError {
  const rule = error instanceof LinqApiError && errorCodes[error.code];
  if (rule) return rule.retry === "after";
  return isResponse(error) && (error.status === 429 || error.status === 503);
}

/** Whether all other chats would get the same error. */
function concernsAll(error: unknown): boolean {
  if (isResponse(error) && error.status === 401) return true;
  if (error instanceof LinqConnectionError) return !error.maybeDelivered;
  return isToldToWait(error);
}

function isResponse(error: unknown): error is LinqApiError | LinqResponseError {
  return error instanceof LinqApiError || error instanceof LinqResponseError;
}
