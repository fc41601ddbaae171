import { LinqInputError } from "./errors.js";
import { LONGEST_TIMEOUT } from "./interruptible.js";

/** The production server of the spec. */
const PRODUCTION = "https://api.linqapp.com/api/partner";
const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/** Time and chance, as far as the pauses between attempts depend on them. Hand in your own in tests that must take no real time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** From 0 to 1. */
  random(): number;
  /** Settles after so many milliseconds. The client stops waiting for it, and aborts the signal, when the caller aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface CallOptions {
  /** Stops the request, the reading of its answer, or the pause before another attempt. The call rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long an attempt may take until its whole answer is there, in milliseconds. @default the client's, 30 000 */
  timeout?: number | undefined;
  /** How many further attempts may follow the first. @default the client's, 2 */
  maxRetries?: number | undefined;
}

export interface ClientOptions extends Omit<CallOptions, "signal"> {
  /** The API key. It is sent to the origin of `baseUrl` and nowhere else. @default the variable LINQ_API_V3_API_KEY */
  apiKey?: string | undefined;
  /** Where the API is, without `/v3`. @default the variable LINQ_API_V3_BASE_URL, else https://api.linqapp.com/api/partner */
  baseUrl?: string | undefined;
  /** Sends the requests. @default the global `fetch`, looked up at each request */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** Lets the API key travel over plain http to another host than this one. @default false */
  allowInsecureHttp?: boolean | undefined;
  /** Time and chance between attempts, for tests. @default the real ones */
  clock?: Clock | undefined;
}

/** The options with everything filled in. */
export interface Settings {
  apiKey: string;
  baseUrl: string;
  timeout: number;
  maxRetries: number;
  fetch(input: string | Request, init: RequestInit): Promise<Response>;
  clock: Clock;
}

const systemClock: Clock = {
  now: Date.now,
  random: Math.random,
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener("abort", () => clearTimeout(timer));
    }),
};

/** @throws LinqInputError that names the option and the cure, and never shows the key. */
export function readOptions(options: ClientOptions): Settings {
  const env: Record<string, string | undefined> = globalThis.process?.env ?? {};
  const { fetch, clock = systemClock } = options;
  const { timeout, maxRetries } = readCallOptions(options, { timeout: 30_000, maxRetries: 2 });
  if (fetch !== undefined && typeof fetch !== "function") throw new LinqInputError("fetch must be a function");
  return {
    apiKey: readKey(options.apiKey ?? env.LINQ_API_V3_API_KEY),
    baseUrl: readBaseUrl(options.baseUrl ?? (env.LINQ_API_V3_BASE_URL || PRODUCTION), options.allowInsecureHttp),
    fetch: fetch ? (input, init) => fetch(new Request(input, init)) : (input, init) => globalThis.fetch(input, init),
    clock,
    timeout,
    maxRetries,
  };
}

/** @throws LinqInputError that names the option */
export function readCallOptions(
  options: CallOptions,
  defaults: Pick<Settings, "timeout" | "maxRetries">,
): Pick<Settings, "timeout" | "maxRetries"> & { signal: AbortSignal | undefined } {
  const { timeout = defaults.timeout, maxRetries = defaults.maxRetries, signal } = options;
  if (!(Number.isFinite(timeout) && timeout > 0 && timeout <= LONGEST_TIMEOUT)) {
    throw new LinqInputError(
      `timeout takes milliseconds, more than 0 and at most ${LONGEST_TIMEOUT}, not ${String(timeout)}`,
    );
  }
  if (!(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw new LinqInputError(`maxRetries takes a whole number from 0 on, not ${String(maxRetries)}`);
  }
  if (signal && typeof signal.addEventListener !== "function") throw new LinqInputError("signal takes an AbortSignal");
  return { timeout, maxRetries, signal: signal ?? undefined };
}

function readKey(key: unknown): string {
  if (!key) throw new LinqInputError("There is no API key: set the variable LINQ_API_V3_API_KEY, or pass apiKey");
  if (typeof key === "string" && /^[!-~]+$/.test(key)) return key;
  throw new LinqInputError(
    "The API key must be a string of visible ASCII characters; look for a space or a line break in it",
  );
}

function readBaseUrl(value: unknown, allowInsecureHttp = false): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : undefined;
  if (!url || !/^https?:/.test(url.protocol)) {
    throw new LinqInputError(`baseUrl must be an absolute http(s) URL such as ${PRODUCTION}`);
  }
  if (url.username || url.password || url.search || url.hash || /[?#{}]/.test(value as string)) {
    throw new LinqInputError("baseUrl must have no user name, password, query, fragment or {placeholder}");
  }
  if (url.protocol === "http:" && !LOOPBACK.test(url.hostname) && !allowInsecureHttp) {
    throw new LinqInputError(
      `baseUrl would send the API key in clear text to ${url.hostname}: use https, or set allowInsecureHttp if that is what you want`,
    );
  }
  return url.href.replace(/\/+$/, "");
}
