import { LinqInputError } from "../errors.js";
import { interruptible, TIMED_OUT } from "../interruptible.js";
import { refuseUnknown } from "../unknown-options.js";
import { LinqWebhookError } from "./error.js";
import type { WebhookEvent } from "./events.js";
import { createWebhookInbox, demandMilliseconds, type WebhookInbox } from "./inbox.js";
import { readUnwrapOptions, type UnwrapOptions, unwrapWith } from "./unwrap.js";
import type { WebhookHeaders } from "./verify-signature.js";

export interface ReceiverOptions extends UnwrapOptions {
  /**
   * Your work on each event. The delivery is acknowledged when this resolves, so resolve only when nothing can be lost any more. Store the
   * event and process it later if the work takes more than a few seconds. When this rejects, Linq delivers the event again.
   */
  onEvent(event: WebhookEvent): unknown;
  /** Runs the work on each event once. @default its own inbox, in the memory of this process */
  inbox?: Pick<WebhookInbox, "handle"> | undefined;
  /**
   * How long a delivery may take until it is answered with 500, in milliseconds; Linq hangs up after 10 s. Work that takes longer continues,
   * and its result decides the response to a later delivery of the event.
   * @default 8_000
   */
  timeout?: number | undefined;
  /**
   * Receives the error behind each refused delivery, and the errors of work that fails after the response.
   * @default prints them with console.error: a refused delivery as one line, any other error with its stack
   */
  onError?: ((error: unknown) => unknown) | undefined;
}

/** What a server knows about a request. */
export interface Delivery {
  method: string | undefined;
  headers: WebhookHeaders;
  readBody(): Promise<unknown>;
}

const OPTIONS = ["secret", "tolerance", "onEvent", "inbox", "timeout", "onError"];

/**
 * The part of a receiver that all servers share: returns the status to respond to a delivery with.
 *
 * @throws LinqWebhookError `malformed-secret`, so that a program without its secret does not start.
 * @throws LinqInputError if another option is wrong.
 */
export function createReceiver(options: ReceiverOptions): (delivery: Delivery) => Promise<number> {
  refuseUnknown(options, OPTIONS, "a receiver", LinqInputError);
  const unwrapping = readUnwrapOptions(options);
  const { onEvent, inbox = createWebhookInbox(), timeout = 8_000, onError = print } = options;
  if (typeof onEvent !== "function") throw new LinqInputError("onEvent must be a function: your work on each event");
  if (typeof onError !== "function") throw new LinqInputError("onError must be a function");
  if (typeof inbox?.handle !== "function") {
    throw new LinqInputError("inbox must have the function handle, like the inbox that createWebhookInbox() returns");
  }
  demandMilliseconds("timeout", timeout);

  return async (delivery) => {
    if (delivery.method !== "POST") return 405;
    const handling = handle(delivery);
    try {
      await interruptible(() => handling, undefined, timeout);
      return 204;
    } catch (reason) {
      if (reason === TIMED_OUT) handling.catch(report);
      const error = reason === TIMED_OUT ? notInTime(timeout) : reason;
      report(error);
      return error instanceof LinqWebhookError ? error.status : 500;
    }
  };

  async function handle({ headers, readBody }: Delivery): Promise<void> {
    const event = unwrapWith(unwrapping, await readBody(), headers);
    await inbox.handle(event, onEvent);
  }

  /** The delivery gets its response even if reporting fails. */
  async function report(error: unknown): Promise<void> {
    try {
      await onError(error);
    } catch (problem) {
      console.error(problem);
    }
  }
}

/** Anyone who knows the URL can send deliveries that are refused, so each takes one line. */
function print(error: unknown): void {
  console.error(error instanceof LinqWebhookError ? `${error}` : error);
}

function notInTime(timeout: number): LinqWebhookError {
  return new LinqWebhookError(
    "not-in-time",
    `The delivery was not handled within ${timeout / 1000} s, so the response was 500, and Linq will deliver it again. ` +
      "The work continues. If it takes longer than that, store the event and process it later.",
  );
}
