import { errorCodes } from "../generated/error-codes.js";

/** A wait longer than this is not waited, in seconds. */
const LONGEST_WAIT = 60;
/** Backoff: the first pause is up to `BASE` seconds, each later one up to twice as long, none longer than `CEILING`. */
const BASE = 1;
const CEILING = 30;

/** What an attempt came to, as far as another one depends on it. */
interface Failure {
  /** How many attempts there have been. */
  readonly attempts: number;
  /** The code of a documented error. */
  readonly code?: number;
  /** The HTTP status; `undefined` where no whole answer came. */
  readonly status?: number;
  /** What the answer says to wait, in seconds. */
  readonly retryAfter?: number | undefined;
}

/** The pause before another attempt in seconds, or `undefined` where none makes sense. `random` is from 0 to 1. */
export function retryDelay({ attempts, code, status, retryAfter }: Failure, random: number): number | undefined {
  const rule = errorCodes[code ?? 0];
  if (rule ? rule.retry === "never" : !isTransient(status)) return undefined;

  const backoff = random * Math.min(CEILING, BASE * 2 ** (attempts - 1));
  const wait = retryAfter ?? rule?.wait ?? backoff;
  return wait > LONGEST_WAIT ? undefined : wait;
}

/** For answers without a code that the spec knows. */
function isTransient(status?: number): boolean {
  return status === undefined || status === 408 || status === 429 || (status >= 500 && status < 600 && status !== 501);
}

/** The seconds that a `retry-after` header asks for, given as seconds or as an HTTP date; `undefined` if it is neither. */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header);
  // Date.parse takes nearly anything for a date; an HTTP date begins with the day of the week.
  const date = /^[A-Z][a-z]+,/.test(header) ? Date.parse(header) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, (date - now) / 1000);
}
