/** Receives the webhook that follows a leave, during a run. */
import { LinqWebhookError, signWebhook, unwrapWebhook } from "linq-openapi/webhooks";
import { type HttpRequest, headersOf } from "../engine/exchange.js";
import { type ReceivedWebhook, startReceiver } from "../helpers/receiver.js";
import type { OtherDelivery } from "./leave-checks.js";
import { UsageError } from "./report.js";

export interface WebhookReceiver {
  url: string;
  /** The first authentic delivery that matches. */
  delivery: Promise<HttpRequest>;
  /** The deliveries so far that were rejected or do not match. */
  others: OtherDelivery[];
  stop(): Promise<void>;
}

/**
 * @param mismatch why a body is not the awaited one; `undefined` if it is
 * @param print receives a line for each delivery that is not authentic or does not match
 * @throws UsageError if the port is taken or the secret malformed
 */
export async function receiveWebhook(
  { port, secret }: { port: number; secret: string },
  mismatch: (body: string) => string | undefined,
  print: (line: string) => void,
): Promise<WebhookReceiver> {
  let arrived: (delivery: HttpRequest) => void = () => {};
  const delivery = new Promise<HttpRequest>((resolve) => {
    arrived = resolve;
  });
  const others: OtherDelivery[] = [];
  const respond = ({ body, headers }: ReceivedWebhook) => {
    try {
      unwrapWebhook(body, headers, { secret });
    } catch (error) {
      if (!(error instanceof LinqWebhookError)) return 500;
      // An authentic event that breaks the contract is what the run is looking for.
      if (error.reason !== "breaks-contract" && error.reason !== "not-json") {
        print(`  rejected a webhook that is not authentic: ${error.message}`);
        others.push({ isRejected: true, what: `rejected: ${error.message.replace(/\.$/, "")}` });
        return error.status;
      }
    }
    const what = mismatch(body);
    if (what === undefined) arrived({ method: "POST", path: "", headers: headersOf({ headers }), body });
    else {
      print(`  ignored a webhook: ${what}`);
      others.push({ isRejected: false, what });
    }
    return 204;
  };
  try {
    signWebhook({ event_id: "secret-check" }, { secret });
    const { url, stop } = await startReceiver(respond, port);
    return { url, delivery, others, stop };
  } catch (error) {
    throw new UsageError(`Cannot receive the webhook: ${(error as Error).message}. Nothing was sent.`);
  }
}
