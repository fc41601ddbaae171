/** Receives the webhook that follows a leave, during a run. */
import { LinqWebhookError, signWebhook, unwrapWebhook } from "linq-openapi/webhooks";
import type { HttpRequest } from "../engine/exchange.js";
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
  const waiting = new Set<() => void>();
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
    const entries = Object.entries(headers).map(([name, value]) => [name, `${value}`]);
    deliveries.push({ method: "POST", path: "", headers: Object.fromEntries(entries), body });
    for (const look of waiting) look();
    return 204;
  }, port);

  return {
    url,
    stop,
    delivery: (fits, timeLimit) =>
      new Promise((resolve) => {
        const settle = (found?: HttpRequest) => {
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const look = () => {
          const found = deliveries.find(({ body = "" }) => fits(body));
          if (found) settle(found);
        };
        const timer = setTimeout(settle, timeLimit);
        waiting.add(look);
        look();
      }),
  };
}
