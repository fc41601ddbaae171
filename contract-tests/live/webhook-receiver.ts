/** Receives the webhook that follows a leave, during a run. */
import { EventEmitter, once } from "node:events";
import { LinqWebhookError, signWebhook, unwrapWebhook } from "linq-openapi/webhooks";
import { type HttpRequest, headersOf } from "../engine/exchange.js";
import { startReceiver } from "../helpers/receiver.js";

export interface WebhookReceiver {
  url: string;
  /** Resolves with the first authentic delivery that fits, or with `undefined` after `timeLimit` milliseconds. */
  delivery(fits: (body: string) => boolean, timeLimit: number): Promise<HttpRequest | undefined>;
  stop(): Promise<void>;
}

/**
 * @param onProgress receives a line for each delivery that is not authentic
 * @throws Error if the port is taken or the secret malformed
 */
export async function receiveWebhooks(
  { port, secret }: { port: number; secret: string },
  onProgress: (line: string) => void,
): Promise<WebhookReceiver> {
  signWebhook({ event_id: "to look at the secret" }, { secret });
  const deliveries: HttpRequest[] = [];
  const arrivals = new EventEmitter();
  const { url, stop } = await startReceiver(({ body, headers }) => {
    try {
      unwrapWebhook(body, headers, { secret });
    } catch (error) {
      if (!(error instanceof LinqWebhookError)) return 500;
      // An authentic event that breaks the contract is what the run is looking for.
      if (error.reason !== "breaks-contract" && error.reason !== "not-json") {
        onProgress(`  rejected a webhook that is not authentic: ${error.message}`);
        return error.status;
      }
    }
    deliveries.push({ method: "POST", path: "", headers: headersOf({ headers }), body });
    arrivals.emit("delivery");
    return 204;
  }, port);

  return {
    url,
    stop,
    async delivery(fits, timeLimit) {
      const signal = AbortSignal.timeout(timeLimit);
      for (;;) {
        const found = deliveries.find(({ body = "" }) => fits(body));
        if (found || signal.aborted) return found;
        await once(arrivals, "delivery", { signal }).catch(() => {});
      }
    },
  };
}
