import { server } from "../../generated/operations.js";
import { LinqInputError } from "../errors.js";
import { LONGEST_TIMEOUT } from "../interruptible.js";
import { refuseUnknown } from "../unknown-options.js";

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;
/** The default time limit of an attempt, in milliseconds. */
const TIMEOUT = 30_000;
const RETRIES = 2;

/** The clock and the randomness of the pauses between attempts. Pass your own in tests that must not take real time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Settles after this many milliseconds. When the caller aborts, the client stops waiting and aborts the signal. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** A finished attempt: what to log, count or trace. Never holds the API key. */
export interface Attempt {
  /** The operation's name in the contract, such as `leaveChat`. */
  readonly operation: string;
  /** Starts at 1. */
  readonly attempt: number;
  /** The HTTP status, if a complete response arrived. */
  readonly status: number | undefined;
  /** Linq's code, if the response is a documented error. */
  readonly code: number | undefined;
  /** Identifies the request to Linq's support. */
  readonly traceId: string | undefined;
  /** What went wrong, unless the attempt succeeded; the reason of `signal` if the signal ended it. */
  readonly error: unknown;
  /** How long the attempt took, in milliseconds. */
  readonly duration: number;
  /** The pause before the next attempt, in milliseconds; `undefined` if there is none. */
  readonly wait: number | undefined;
}

/** Options of one call; as client options, the defaults for all calls. */
export interface Limits {
  /** How long an attempt may take until its response is complete, in milliseconds. @default 30_000 */
  timeout?: number | undefined;
  /**
   * How long the whole call may take, in milliseconds, pauses included. When the next pause would exceed it, the last error is thrown at
   * once. @default none
   */
  deadline?: number | undefined;
  /** How many more attempts may follow the first. @default 2 */
  maxRetries?: number | undefined;
}

export interface CallOptions extends Limits {
  /** Stops the request, the reading of its response, or the pause before another attempt. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** Headers to add to the request. `authorization` is the client's own. @default none */
  headers?: Readonly<Record<string, string>> | undefined;
}

export interface ClientOptions extends Limits {
  /** The API key. It is sent to the origin of `baseUrl` and nowhere else. @default the variable LINQ_API_V3_API_KEY */
  apiKey?: string | undefined;
  /** Where the API is, without `/v3`. @default the variable LINQ_API_V3_BASE_URL, else https://api.linqapp.com/api/partner */
  baseUrl?: string | undefined;
  /** Sends the requests. It is called with a URL and an init, so any `fetch` works. @default the global `fetch`, looked up at each request */
  fetch?: Fetch | undefined;
  /** Whether the API key may travel over plain http to another machine. Only `true` allows it. @default false */
  allowInsecureHttp?: boolean | undefined;
  /** Called once at the end of each attempt. Anything it throws is ignored. @default none */
  onAttempt?: ((attempt: Attempt) => void) | undefined;
  /** The clock and the randomness of pauses, for tests. @default the real ones */
  clock?: Clock | undefined;
}

/** The part of `fetch` that the client needs. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** The options with all defaults filled in. */
export interface Settings extends CallLimits {
  apiKey: string;
  baseUrl: string;
  fetch: Fetch;
  onAttempt: ((attempt: Attempt) => void) | undefined;
  clock: Clock;
}

export interface CallLimits {
  timeout: number;
  deadline: number;
  maxRetries: number;
}

const LIMITS = ["timeout", "deadline", "maxRetries"];
const CLIENT_OPTIONS = ["apiKey", "baseUrl", "fetch", ...LIMITS, "allowInsecureHttp", "onAttempt", "clock"];
export const CALL_OPTIONS = ["signal", "headers", ...LIMITS];

/** Each is looked up when it is needed, so that fake timers apply. */
const systemClock: Clock = {
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => clearTimeout(timer));
    }),
};

/** @throws LinqInputError that names the option and the fix, and never shows the key. */
export function readOptions(options: ClientOptions): Settings {
  refuseUnknown(options, CLIENT_OPTIONS, "createLinqClient", LinqInputError);
  const env: Record<string, string | undefined> = globalThis.process?.env ?? {};
  const { fetch, clock = systemClock, onAttempt } = options;
  for (const [name, value] of Object.entries({ fetch, onAttempt })) {
    if (value !== undefined && typeof value !== "function") throw new LinqInputError(`${name} takes a function`);
  }
  for (const name of ["now", "random", "sleep"] as const) {
    if (typeof clock?.[name] !== "function") throw new LinqInputError(`clock needs the function ${name}`);
  }
  return {
    ...readLimits(options, { timeout: TIMEOUT, deadline: Number.POSITIVE_INFINITY, maxRetries: RETRIES }),
    apiKey: readKey(options.apiKey ?? env.LINQ_API_V3_API_KEY),
    baseUrl: readBaseUrl(options, env.LINQ_API_V3_BASE_URL),
    fetch: fetch ?? ((url, init) => globalThis.fetch(url, init)),
    onAttempt,
    clock,
  };
}

/** @throws LinqInputError that names the option */
export function readLimits(options: Limits, defaults: CallLimits): CallLimits {
  const { timeout = defaults.timeout, deadline = defaults.deadline, maxRetries = defaults.maxRetries } = options;
  assertTime("timeout", timeout);
  if (deadline !== Number.POSITIVE_INFINITY) assertTime("deadline", deadline);
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw new LinqInputError(`maxRetries takes a whole number, 0 or more, not ${String(maxRetries)}`);
  }
  return { timeout, deadline, maxRetries };
}

/** @throws LinqInputError */
export function readSignal(signal: unknown): AbortSignal | undefined {
  if (signal == null) return undefined;
  const { aborted, addEventListener, removeEventListener, throwIfAborted } = signal as AbortSignal;
  const functions = [addEventListener, removeEventListener, throwIfAborted];
  if (typeof aborted === "boolean" && functions.every((one) => typeof one === "function")) return signal as AbortSignal;
  throw new LinqInputError("signal takes an AbortSignal");
}

/**
 * The headers by name: openapi-fetch mistakes a list of pairs for an object with the members 0, 1…
 *
 * @throws LinqInputError that names the header and never shows its value
 */
export function readHeaders(headers: unknown): Record<string, unknown> {
  const given = Object(headers);
  const entries: unknown[] = Symbol.iterator in given ? [...given] : Object.entries(given);
  for (const entry of entries) {
    const [name, value] = Array.isArray(entry) ? entry : [];
    if (typeof name !== "string") throw new LinqInputError("headers takes an object of names and values");
    if (name.toLowerCase() === "authorization") {
      throw new LinqInputError("headers cannot set authorization: create another client for another API key");
    }
    try {
      new Headers([[name, `${value}`]]);
    } catch {
      throw new LinqInputError(`headers has a name or value that HTTP does not allow, at ${JSON.stringify(name)}`);
    }
  }
  return Object.fromEntries(entries as [string, unknown][]);
}

function assertTime(name: string, ms: number): void {
  if (Number.isFinite(ms) && ms > 0 && ms <= LONGEST_TIMEOUT) return;
  throw new LinqInputError(
    `${name} takes a number of milliseconds, more than 0 and at most ${LONGEST_TIMEOUT}, not ${String(ms)}`,
  );
}

function readKey(key: unknown): string {
  if (!key) throw new LinqInputError("No API key: set the environment variable LINQ_API_V3_API_KEY, or pass apiKey");
  if (typeof key === "string" && /^[!-~]{1,8192}$/.test(key)) return key;
  throw new LinqInputError("The API key must be a string of 1 to 8192 visible ASCII characters; look for white space");
}

/** @param variable the value of LINQ_API_V3_BASE_URL */
function readBaseUrl({ baseUrl, allowInsecureHttp }: ClientOptions, variable: string | undefined): string {
  const value: unknown = baseUrl ?? (variable || server);
  const name = baseUrl == null && variable ? "LINQ_API_V3_BASE_URL" : "baseUrl";
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:/.test(url.protocol)) {
    throw new LinqInputError(`${name} must be an absolute http(s) URL such as ${server}`);
  }
  if (url.username || url.password || url.search || url.hash || /[?#{}]/.test(value as string)) {
    throw new LinqInputError(`${name} must have no user name, password, query, fragment or {placeholder}`);
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname) && allowInsecureHttp !== true) {
    throw new LinqInputError(
      `${name} would send the API key in clear text to ${url.hostname}: use https, or pass allowInsecureHttp: true to allow it`,
    );
  }
  const base = url.href.replace(/\/+$/, "");
  if (/[^/]\/v3$/.test(base)) throw new LinqInputError(`${name} must not end with /v3`);
  return base;
}
