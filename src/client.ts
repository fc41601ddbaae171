import createClient, { type Client, defaultPathSerializer } from "openapi-fetch";
import type { paths } from "../generated/schema.js";
import { assertChatId } from "./chat-id.js";
import { isLeaveAccepted, type LeaveAccepted } from "./contract.js";
import { type CallOptions, type ClientOptions, readOptions } from "./options.js";
import { createTransport } from "./transport.js";

const LEAVE = "/v3/chats/{chatId}/leave" satisfies keyof paths;

/**
 * A client of the Linq Partner API: openapi-fetch's methods, typed by the contract, and `leaveChat`.
 *
 * `GET`, `POST`… resolve with `data` or `error` as openapi-fetch does, with the same authentication, time limit and retries, and
 * take `signal`, `timeout` and `maxRetries` too. They reject as `leaveChat` does where there is no documented answer.
 * Middleware serves these methods only: `leaveChat` keeps its promises without it. Give a `fetch` to see every request.
 */
export interface LinqClient extends Client<paths> {
  /**
   * Leaves a group chat. The answer is an acceptance; the `participant.removed` webhook tells when the leave is done.
   *
   * Attempts are repeated where the error's code says that this makes sense, or where no answer came. Leaving twice does no harm.
   *
   * @param chatId the chat's id, a UUID
   * @returns the documented body
   * @throws LinqInputError if the id or an option is wrong; nothing has been sent
   * @throws LinqApiError if Linq answered with a documented error
   * @throws LinqResponseError if the answer is not a documented one
   * @throws LinqConnectionError if no answer came, LinqTimeoutError if it did not come in time
   * @throws the reason of `signal` if it aborts
   */
  leaveChat(chatId: string, options?: CallOptions): Promise<LeaveAccepted>;
}

/** @throws LinqInputError if an option, or the variable that it defaults to, is missing or wrong. The message never shows the key. */
export function createLinqClient(options?: ClientOptions): LinqClient {
  const settings = readOptions(options ?? {});
  const { apiKey, baseUrl } = settings;
  const send = createTransport(settings);
  const headers = { accept: "application/json", authorization: `Bearer ${apiKey}` };

  const api = createClient<paths>({
    baseUrl,
    headers,
    redirect: "manual",
    async fetch(request) {
      // openapi-fetch puts options that it does not know, timeout and maxRetries among them, on the request.
      const { text, response } = await send(request, {}, request as CallOptions).catch(rejectTruthy);
      return new Response(text || null, response);
    },
    pathSerializer(path, params) {
      if ("chatId" in params) assertChatId(params.chatId);
      return defaultPathSerializer(path, params);
    },
  });

  return {
    ...api,
    // Not through openapi-fetch: the Request and Response that it needs take Node longer than the rest of the call.
    async leaveChat(chatId, options) {
      assertChatId(chatId);
      const url = `${baseUrl}${LEAVE.replace("{chatId}", chatId)}`;
      const { body, error } = await send(url, { method: "POST", headers }, options ?? {}, isLeaveAccepted);
      if (error) throw error;
      return body as LeaveAccepted;
    },
  };
}

/** openapi-fetch loses an error that is falsy, as the reason of an abort may be. */
function rejectTruthy(error: unknown): never {
  throw error || new DOMException(`The call was aborted with the reason ${JSON.stringify(error)}`, "AbortError");
}
