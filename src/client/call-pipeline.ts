import { type LinqApiError, LinqInputError, LinqResponseError } from "../errors.js";
import { type Init, pathOf, readCall, reading } from "./call-options.js";
import { readHeaders, type Settings } from "./client-options.js";
import { limitMiddleware, type MiddlewareLimits } from "./middleware.js";
import { consumedResponseOf, responseOf } from "./rebuilt-response.js";
import { read } from "./redact.js";
import { createTransport, type DocumentedResponse, type OutgoingRequest } from "./transport.js";

/** What openapi-fetch resolves with. */
export interface Result {
  data?: unknown;
  error?: unknown;
  response: Response;
}

export interface Called {
  result: Result;
  /** The documented error that arrived, if any. */
  failure: LinqApiError | undefined;
}

/** openapi-fetch's methods without their types. */
type Api = Record<string, (path: string, init: object) => Promise<Result>>;
type Fetch = (request: OutgoingRequest | Request) => Promise<Response>;

/**
 * The single path of every call: openapi-fetch builds the request, runs the middleware, and sends through our transport.
 *
 * @param hasMiddleware whether the client has ever had middleware
 */
export function createCallPipeline(api: object, settings: Settings, hasMiddleware: () => boolean) {
  const send = createTransport(settings);

  return async (method: string, path: string, given?: Init): Promise<Called> => {
    const init = given ?? {};
    const { call, options, url } = reading("The options of the call", () => {
      const call = readCall(method, path, init, settings);
      const url = settings.baseUrl + pathOf(call.operation, init.params?.path);
      return { call, options: forOpenapiFetch(init), url };
    });
    const isSeen = hasMiddleware() || init.middleware !== undefined;
    const isReadAgain = isSeen || (init.parseAs ?? "json") !== "json";
    let answer: DocumentedResponse | undefined;
    let reason: unknown;
    let isBuilt = false;

    // Building a Request takes Node longer than the rest of a call. Only middleware needs a real one.
    function build(url: string, init: Omit<OutgoingRequest, "url">): Request | OutgoingRequest {
      const built = isSeen ? new Request(url, init as RequestInit) : { ...init, url };
      isBuilt = true;
      return built;
    }
    // openapi-fetch checks what middleware returns against this class.
    build.prototype = Request.prototype;

    const fetch: Fetch = async (request) => {
      try {
        answer = await send(request, call);
      } catch (error) {
        reason = error;
        throw error || FALSY;
      }
      return isReadAgain ? responseOf(answer) : consumedResponseOf(answer);
    };
    const limits: MiddlewareLimits = {
      timeLeft: () => Math.max(0, Math.min(call.timeout, call.end - settings.clock.now())),
      sent: () => ({
        attempts: answer?.attempts ?? Number(read(reason, "attempts") ?? 0),
        maybeDelivered: answer !== undefined || read(reason, "maybeDelivered") !== false,
      }),
    };
    const request = (fetch: Fetch) =>
      (api as Api)[call.operation.method]?.(path, {
        ...options,
        pathSerializer: () => url,
        fetch,
        Request: build,
      }) as Promise<Result>;

    try {
      const result = await (isSeen ? limitMiddleware(request, fetch, limits, call.signal) : request(fetch));
      if (answer && !isReadAgain) result[answer.error ? "error" : "data"] = answer.body;
      return { result, failure: answer?.error };
    } catch (error) {
      if (error === FALSY) throw reason;
      if (isBuilt || call.signal?.aborted) throw error;
      throw new LinqInputError(`The request cannot be built; check params and body (${read(error, "name")})`);
    }
  };
}

/** openapi-fetch drops a falsy error, such as a falsy abort reason. */
const FALSY = new Error("The call was aborted with a falsy reason");

function forOpenapiFetch(init: Init): object {
  const { timeout, deadline, maxRetries, signal, params, headers, ...own } = init;
  // It fills in the path only if there are path parameters.
  const path = params?.path ?? {};
  return { ...own, headers: readHeaders(headers), params: { ...params, path, header: readHeaders(params?.header) } };
}

/** Resolves with the documented body, or throws the error. */
export async function unwrap<Body>(called: Promise<Called>): Promise<Body> {
  const { result, failure } = await called;
  const { data, response } = result;
  if (response.ok) return data as Body;
  if (failure?.status === response.status) throw failure;
  throw new LinqResponseError("a response that middleware made", "", {
    status: response.status,
    headers: {},
    attempts: 0,
  });
}
