import type { ErrorCode } from "../generated/error-codes.js";

const BACKOFF = "with backoff, 1 to 30 s";

/** When to send the request again, in a few words. */
export function retryRule({ retry, wait }: Pick<ErrorCode, "retry" | "wait">): string {
  if (retry === "never") return "never";
  if (retry === "backoff") return BACKOFF;
  return `after retry-after, else ${wait === undefined ? BACKOFF : `after ${wait} s`}`;
}
