/** Receives the webhook that follows a leave, during a run. */
import { LinqWebhookError, signWebhook, unwrapWebhook } from "linq-openapi/webhooks";
import { type HttpRequest, headersOf } from "../engine/exchange.js";
import { type ReceivedWebhook, startReceiver } from "../helpers/receiver.js";
import { UsageError } from "./report.js";

export interface WebhookReceiver {
  url: string;
  /** The first authentic delivery that matches. */
  delivery: Promise<HttpRequest>;
  stop(): Promise<void>;
}

/**
 * @param print receives a line for each delivery that is not authentic
 * @throws UsageError if the port is taken or the secret malformed
 */
export async function receiveWebhook(
  { port, secret }: { port: number; secret: string },
  fits: (body: string) => boolean,
  print: (line: string) => void,
): Promise<WebhookReceiver> {
  let arrived: (delivery: HttpRequest) => void = () => {};
  const delivery = new Promise<HttpRequest>((resolve) => {
    arrived = resolve;
  });
  const respond = ({ body, headers }: ReceivedWebhook) => {
    try {
      unwrapWebhook(body, headers, { secret });
    } catch (error) {
      if (!(error instanceof LinqWebhookError)) return 500;
      // An authentic event that breaks the contract is what the run is looking for.
      if (error.reason !== "breaks-contract" && error.reason !== "not-json") {
        print(`  rejected a webhook that is not authentic: ${error.message}`);
        return error.status;
      }
    }
    if (fits(body)) arrived({ method: "POST", path: "", headers: headersOf({ headers }), body });
    return 204;
  };
  try {
    signWebhook({ event_id: "secret-check" }, { secret });
    const { url, stop } = await startReceiver(respond, port);
    return { url, delivery, stop };
  } catch (error) {
    throw new UsageError(`Cannot receive the webhook: ${(error as Error).message}. Nothing was sent.`);
  }
}
