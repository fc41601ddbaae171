import { randomBytes } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { LinqWebhookError } from "../webhooks/error.js";
import { unwrapWebhook } from "../webhooks/unwrap.js";

/** How many deliveries are remembered. */
const KEPT = 100;
const SHOWN_HEADERS = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/** A delivery that the sandbox has received from itself. */
export interface Received {
  /** As an ISO 8601 time. */
  readonly at: string;
  /** The headers of the signature. */
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  /** Why it was refused; absent if its signature is valid and its event is documented. */
  readonly problem?: string;
}

/** Receives the sandbox's own webhooks, as an application does. */
export interface SelfReceiver {
  /** Signs the webhooks; new at each start. */
  readonly secret: string;
  readonly received: readonly Received[];
  /** Returns the status to respond with. */
  take(headers: IncomingHttpHeaders, body: Buffer): number;
  clear(): void;
}

export function createSelfReceiver(): SelfReceiver {
  const secret = `whsec_${randomBytes(32).toString("base64")}`;
  const received: Received[] = [];

  return {
    secret,
    received,

    take(headers, body) {
      const { status, problem } = judge(headers, body);
      const shown = Object.fromEntries(SHOWN_HEADERS.map((name) => [name, headers[name]]));
      received.push({ at: new Date().toISOString(), headers: shown, body: `${body}`, ...(problem && { problem }) });
      if (received.length > KEPT) received.shift();
      return status;
    },

    clear() {
      received.length = 0;
    },
  };

  function judge(headers: IncomingHttpHeaders, body: Buffer): { status: number; problem?: string } {
    try {
      unwrapWebhook(body, headers, { secret });
      return { status: 204 };
    } catch (error) {
      const { status, message } = error as LinqWebhookError;
      return { status, problem: message };
    }
  }
}
