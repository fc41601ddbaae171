import { errorCodes } from "../../generated/error-codes.js";

/** The longest wait, in seconds. */
export const LONGEST_WAIT = 60;
/** Backoff: the first pause is up to `BASE` seconds, each later one up to twice as long, none longer than `CEILING`. */
const BASE = 1;
const CEILING = 30;

/** The facts that a retry decision needs. */
export interface Failure {
  /** The number of attempts so far. */
  readonly attempts: number;
  /** The code of a documented error. */
  readonly code?: number;
  /** The HTTP status; absent if no complete response arrived. */
  readonly status?: number;
  /** The wait that the response asks for, in seconds. */
  readonly retryAfter?: number | undefined;
  /** Whether Linq may have carried out this request or an earlier one; counts only if no response arrived. */
  readonly maybeDelivered?: boolean;
}

/**
 * The pause before the next attempt in seconds, or `undefined` if there should be none.
 *
 * @param idempotent whether the operation may be carried out twice
 * @param random from 0 to 1
 */
export function retryDelay(failure: Failure, idempotent: boolean, random: number): number | undefined {
  const { attempts, code, status, retryAfter = 0 } = failure;
  const rule = errorCodes[code ?? 0];
  if (rule ? rule.retry === "never" : !isTransient(status)) return undefined;
  if (!idempotent && !hadNoEffect(failure)) return undefined;

  const asked = retryAfter > 0 ? retryAfter : (rule?.wait ?? 0);
  if (asked > LONGEST_WAIT) return undefined;
  const backoff = random * Math.min(CEILING, BASE * 2 ** (attempts - 1));
  // A little longer than asked, so that calls with the same wait do not all retry at once.
  return asked > 0 ? asked + random * Math.max(BASE, asked / 10) : backoff;
}

/** For responses without a documented code. */
function isTransient(status?: number): boolean {
  return status === undefined || status === 408 || status === 429 || (status >= 500 && status < 600 && status !== 501);
}

/** Whether the request was certainly refused, or never sent. A 5xx may come after the effect. */
export function hadNoEffect({ code, status, maybeDelivered }: Failure): boolean {
  if (status === undefined) return maybeDelivered === false;
  return status === 429 || (status < 500 && (errorCodes[code ?? 0]?.status ?? 500) < 500);
}

/** The two HTTP date formats in use (RFC 9110, section 5.6.7). `Date.parse` accepts nearly anything as a date. */
const HTTP_DATE =
  /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*, \d\d[ -](Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/;

/** The seconds that a `retry-after` header asks for, given as seconds or as an HTTP date; `undefined` if it is neither. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  const date = HTTP_DATE.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
