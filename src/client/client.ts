import createClient, { type Client } from "openapi-fetch";
import { operations } from "../../generated/operations.js";
import type { components, paths } from "../../generated/schema.js";
import { LinqInputError } from "../errors.js";
import { refuseUnknown } from "../unknown-options.js";
import { type Init, reading } from "./call-options.js";
import { createCallPipeline, unwrap } from "./call-pipeline.js";
import { CALL_OPTIONS, type CallOptions, type ClientOptions, readOptions } from "./client-options.js";

// For the declarations of programs that export a call: some package managers hide openapi-fetch from them.
export type { ClientMethod, ClientRequestMethod, FetchResponse, Middleware } from "openapi-fetch";

/** The body of an accepted leave. */
export type LeaveAccepted = components["schemas"]["LeaveAccepted"];

/**
 * A client of the Linq Partner API: openapi-fetch's methods, typed from the contract, and a named method for each operation.
 *
 * `GET`, `POST`… resolve with `data` or `error` as openapi-fetch does. They have the same authentication, time limits and retries as the
 * named methods, take the options of {@link CallOptions} besides openapi-fetch's own, and reject in the same way if there is no
 * documented response. Middleware (`use`) sees every call.
 */
export interface LinqClient extends Client<paths> {
  /**
   * Leaves a group chat. The response says that the leave was accepted; the `participant.removed` webhook confirms that it is done.
   *
   * Retries if the error's code is transient, or if no response arrived. Leaving twice does no harm.
   *
   * @param chatId the chat's id, a UUID
   * @returns the documented body
   * @throws LinqInputError if the id or an option is wrong; nothing was sent
   * @throws LinqApiError if Linq returned a documented error
   * @throws LinqResponseError if the response is not documented
   * @throws LinqConnectionError if no response arrived, LinqTimeoutError if none arrived in time
   * @throws the reason of `signal` if it aborts
   */
  leaveChat(chatId: string, options?: CallOptions): Promise<LeaveAccepted>;
}

const METHODS = ["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE"] as const;

/** @throws LinqInputError if an option, or the environment variable that it defaults to, is missing or wrong. The message never shows the key. */
export function createLinqClient(options?: ClientOptions): LinqClient {
  const settings = reading("The options of createLinqClient", () => readOptions(options ?? {}));
  const { apiKey, baseUrl } = settings;
  const api = createClient<paths>({
    baseUrl,
    headers: { accept: "application/json", authorization: `Bearer ${apiKey}` },
  });
  let hasMiddleware = false;
  const call = createCallPipeline(api, settings, () => hasMiddleware);
  const ask = async (method: string, path: string, init?: Init) => (await call(method, path, init)).result;

  return {
    ...Object.fromEntries(METHODS.map((method) => [method, ask.bind(undefined, method)])),
    request: ask,
    use(...added: Parameters<typeof api.use>) {
      hasMiddleware = true;
      reading("use takes objects with onRequest, onResponse or onError; its argument", () => api.use(...added));
    },
    eject: api.eject,

    leaveChat: (chatId: string, options?: CallOptions) => byName("leaveChat", { chatId }, options),
  } as LinqClient;

  async function byName(name: keyof typeof operations, path: Record<string, unknown>, options?: CallOptions) {
    const init = reading(`The options of ${name}`, () => {
      refuseUnknown(options ?? {}, CALL_OPTIONS, name, LinqInputError);
      return { ...options, params: { path } };
    });
    const operation = operations[name];
    return unwrap(call(operation.method, operation.path, init));
  }
}
