import { Webhook } from "standardwebhooks";
import type { HttpRequest } from "../engine/exchange.js";
import type { JsonObject } from "../engine/json-pointers.js";

/** A signed delivery of the event; the Standard Webhooks library names and makes its headers. */
export function signedDelivery(event: JsonObject): Omit<HttpRequest, "path"> & { body: string } {
  const body = JSON.stringify(event);
  const now = new Date();
  const id = `evt_${event.event_id}`;
  const headers = {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": `${Math.floor(now.getTime() / 1000)}`,
    "webhook-signature": new Webhook(`whsec_${btoa("a secret of the tests' own")}`).sign(id, now, body),
  };
  return { method: "POST", headers, body };
}
