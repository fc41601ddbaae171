export { errorCodes } from "../generated/error-codes.js";
export type { components, operations, paths, webhooks } from "../generated/schema.js";
export {
  type ClientMethod,
  type ClientRequestMethod,
  createLinqClient,
  type FetchResponse,
  type LeaveAccepted,
  type LinqClient,
  type Middleware,
} from "./client/client.js";
export type { Attempt, CallOptions, ClientOptions, Clock } from "./client/client-options.js";
export { createRedactor } from "./client/redact.js";
export {
  type ErrorEnvelope,
  LinqApiError,
  LinqConnectionError,
  LinqError,
  type LinqErrorCode,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "./errors.js";
