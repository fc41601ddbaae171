import { LOOPBACK } from "../hostname.js";
import { LONGEST_TIMEOUT } from "../interruptible.js";
import { safeLog } from "../safe-log.js";
import { ANSWER_OPTIONS, type AnswerOptions, readAnswerOptions } from "../testing/answer-options.js";
import { refuseUnknown } from "../unknown-options.js";
import { webhookKey } from "../webhooks/webhook-key.js";
import { createReceiver, type Receiver } from "./delivery.js";

/** Twice as long each time, from 5 seconds to 5 minutes: 10 times in about 25 minutes. Linq documents only the last two numbers. */
const REDELIVER_AFTER = [5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000, 300_000, 300_000];
const OPTIONS = ["port", "host", "webhook", "delay", "redeliverAfter", ...ANSWER_OPTIONS, "allowedOrigins", "onLog"];

export interface SandboxOptions extends AnswerOptions {
  /** The port to listen on; 0 picks a free one. @default 4011 */
  port?: number | undefined;
  /** The address to listen on. Any address but the default may let other machines in; `0.0.0.0` listens on every network interface. @default 127.0.0.1 */
  host?: string | undefined;
  /**
   * Where `participant.removed` is delivered, and the secret, `whsec_…`, that signs it. With `"self"`, the sandbox itself receives and
   * verifies the webhook, and shows it on its page and in `GET /sandbox`.
   * @default nothing is delivered
   */
  webhook?: { url: string; secret: string } | "self" | undefined;
  /** The time from the acceptance of a leave until it is done and its webhook is sent, in milliseconds. @default 1_000 */
  delay?: number | undefined;
  /**
   * The pause before each redelivery of a webhook that got 5xx, 429 or no response, in milliseconds; an empty list turns redelivery off.
   * @default 10 pauses, from 5 seconds to 5 minutes, 25 minutes in all
   */
  redeliverAfter?: readonly number[] | undefined;
  /** The origins, such as `http://localhost:5173`, whose web pages may use `/sandbox` too. @default none */
  allowedOrigins?: readonly string[] | undefined;
  /** Receives a line for each request and each delivery. @default the lines are dropped */
  onLog?: ((line: string) => void) | undefined;
}

export interface Settings extends ReturnType<typeof readAnswerOptions> {
  port: number;
  host: string;
  delay: number;
  redeliverAfter: readonly number[];
  receiver: Receiver | undefined;
  /** Whether the sandbox is the receiver. */
  receivesItself: boolean;
  allowedOrigins: readonly string[];
  onLog(line: string): void;
}

/** @throws Error that names the option */
export function readOptions(options: SandboxOptions): Settings {
  refuseUnknown(options, OPTIONS, "startSandbox", Error);
  const { port = 4011, host = LOOPBACK, webhook, delay = 1_000, redeliverAfter = REDELIVER_AFTER } = options;
  const { allowedOrigins = [] } = options;
  const onLog = safeLog(options.onLog ?? (() => {}));
  if (!isWhole(port, 65_535)) throw new Error("The sandbox's port must be a whole number from 0 to 65535.");
  if (typeof host !== "string" || !host) throw new Error("The sandbox's host must be an address such as 127.0.0.1.");
  if (!isWhole(delay, LONGEST_TIMEOUT))
    throw new Error("The sandbox's delay must be a whole number of milliseconds, 0 or more.");
  if (!Array.isArray(redeliverAfter) || !redeliverAfter.every((pause) => isWhole(pause, LONGEST_TIMEOUT))) {
    throw new Error("The sandbox's redeliverAfter must be a list of whole numbers of milliseconds, each 0 or more.");
  }
  if (!Array.isArray(allowedOrigins) || !allowedOrigins.every(isOrigin)) {
    throw new Error(
      "The sandbox's allowedOrigins must be a list of origins such as http://localhost:5173, without a path.",
    );
  }
  const receivesItself = webhook === "self";
  const receiver =
    webhook && !receivesItself
      ? createReceiver({ url: readUrl(webhook.url), key: webhookKey(webhook.secret), redeliverAfter, onLog })
      : undefined;
  return {
    ...readAnswerOptions(options),
    port,
    host,
    delay,
    redeliverAfter,
    receiver,
    receivesItself,
    allowedOrigins,
    onLog,
  };
}

function isWhole(value: unknown, greatest: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= greatest;
}

function isOrigin(text: unknown): boolean {
  return typeof text === "string" && URL.canParse(text) && new URL(text).origin === text;
}

function readUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new Error("The webhook's URL must be an absolute http or https URL, such as http://127.0.0.1:3000/webhooks.");
  }
  return url;
}
