import { LinqConnectionError } from "../errors.js";
import { type Redact, read, redactError } from "./redact.js";

/** The runtimes' error codes for a request that cannot have been sent: no address, no connection, no trusted TLS. */
const NEVER_SENT_CODE =
  /^(ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT)$|CERT|VERIFY|WRONG_VERSION/;
/** The same for runtimes that give only a message: Deno, workerd and browsers. */
const NEVER_SENT_MESSAGE =
  /connection refused|CONNECTION_REFUSED|unknown host|NAME_NOT_RESOLVED|dns error|failed to lookup address/i;

/** Whether a failed `fetch` certainly sent nothing. */
export function wasNeverSent(error: unknown): boolean {
  const code = codeOf(error);
  if (code !== undefined) return NEVER_SENT_CODE.test(code);
  return [error, read(error, "cause")].some((one) => NEVER_SENT_MESSAGE.test(`${textOf(one, "message")}`));
}

/** @param error what `fetch` threw */
export function connectionError(
  error: unknown,
  redact: Redact,
  facts: { origin: string; attempts: number; maybeDelivered: boolean },
): LinqConnectionError {
  const thrown = typeof error === "string" ? error : textOf(error, "message");
  const why = codeOf(error) ?? textOf(read(error, "cause"), "message") ?? thrown;
  const problem = `No complete response from ${facts.origin}${why ? ` (${redact(why)})` : ""}`;
  return new LinqConnectionError(problem, { ...facts, cause: redactError(error, redact) });
}

function codeOf(error: unknown): string | undefined {
  return textOf(read(error, "cause"), "code") ?? textOf(error, "code");
}

function textOf(value: unknown, name: string): string | undefined {
  const text = read(value, name);
  return typeof text === "string" && text ? text : undefined;
}
