export { errorCodes } from "../generated/error-codes.js";
export type { components, operations, paths, webhooks } from "../generated/schema.js";
export { createLinqClient, type LinqClient } from "./client.js";
export type { ErrorEnvelope, LeaveAccepted } from "./contract.js";
export {
  LinqApiError,
  LinqConnectionError,
  LinqError,
  type LinqErrorCode,
  LinqInputError,
  LinqResponseError,
  LinqTimeoutError,
} from "./errors.js";
export type { CallOptions, ClientOptions, Clock } from "./options.js";
