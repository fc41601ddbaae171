import createClient, { type Client, defaultPathSerializer } from "openapi-fetch";
import type { paths } from "../generated/schema.js";
import { assertChatId } from "./chat-id.js";
import { isLeaveAccepted, type LeaveAccepted } from "./contract.js";
import { type CallOptions, type ClientOptions, readOptions } from "./options.js";
import { createTransport } from "./transport.js";

/**
 * A client of the Linq Partner API: openapi-fetch's methods, typed by the contract, and `leaveChat`.
 *
 * `GET`, `POST`… resolve with `data` or `error` as openapi-fetch does, with the same authentication, time limit and retries, and
 * take `signal`, `timeout` and `maxRetries` too. They reject as `leaveChat` does where there is no documented answer.
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
  const send = createTransport(settings);

  const api = createClient<paths>({
    baseUrl: settings.baseUrl,
    headers: { accept: "application/json", authorization: `Bearer ${settings.apiKey}` },
    redirect: "manual",
    async fetch(request) {
      // openapi-fetch puts options that it does not know, timeout and maxRetries among them, on the request.
      const { response } = await send(request, request as CallOptions).catch(rejectTruthy);
      return response;
    },
    pathSerializer(path, params) {
      if ("chatId" in params) assertChatId(params.chatId);
      return defaultPathSerializer(path, params);
    },
  });

  return {
    ...api,
    async leaveChat(chatId, options) {
      const call = options ?? {};
      try {
        const { data } = await api.POST("/v3/chats/{chatId}/leave", {
          params: { path: { chatId } },
          async fetch(request) {
            const { response, error } = await send(request, call, isLeaveAccepted);
            if (error) throw error;
            return response;
          },
        });
        return data as LeaveAccepted;
      } catch (error) {
        // openapi-fetch loses an error that is falsy, as the reason of an abort may be.
        if (call.signal?.aborted) throw call.signal.reason;
        throw error;
      }
    },
  };
}

/** The reason of an abort as an error that openapi-fetch does not lose. */
function rejectTruthy(error: unknown): never {
  throw error || new DOMException(`The call was aborted with the reason ${JSON.stringify(error)}`, "AbortError");
}
