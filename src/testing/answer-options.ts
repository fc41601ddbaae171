import { LinqInputError } from "../errors.js";
import { LONGEST_TIMEOUT } from "../interruptible.js";

/** How the sandbox and `documentedFetch` respond. */
export interface AnswerOptions {
  /** How long the fault `slowAnswer` takes, in milliseconds. @default 60_000 */
  slowAnswer?: number | undefined;
  /** How long 429 and 503 ask the caller to wait, in whole seconds, 1 or more. @default as in the contract's examples */
  retryAfter?: number | undefined;
  /** How many requests per second are answered; the rest get 429 and `retry-after`. @default no limit */
  rateLimit?: number | undefined;
}

export const ANSWER_OPTIONS = ["slowAnswer", "retryAfter", "rateLimit"];
const SLOW = 60_000;

/** @throws LinqInputError that names the option */
export function readAnswerOptions({ slowAnswer = SLOW, retryAfter, rateLimit }: AnswerOptions) {
  demandWhole("slowAnswer", slowAnswer, 0, "milliseconds");
  if (retryAfter !== undefined) demandWhole("retryAfter", retryAfter, 1, "seconds");
  if (rateLimit !== undefined) demandWhole("rateLimit", rateLimit, 1, "requests per second");
  return { slowAnswer, retryAfter, rateLimit };
}

function demandWhole(name: string, value: unknown, least: number, unit: string): void {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= LONGEST_TIMEOUT) return;
  throw new LinqInputError(`${name} takes a whole number of ${unit}, ${least} or more, not ${String(value)}`);
}
