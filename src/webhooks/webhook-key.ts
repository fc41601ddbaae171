import { Webhook } from "standardwebhooks";
import { LinqWebhookError } from "./error.js";

/** Signs deliveries. Replaces the type of `standardwebhooks`, whose declarations need Node's types. */
export interface WebhookKey {
  sign(id: string, at: Date, body: string): string;
}

const SECRET = /^(?:whsec_)?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{2}==)?)$/;
/** In bytes. A shorter key can be guessed, and is probably a truncated secret. */
const SHORTEST_SECRET = 16;

/** The keys of one or more secrets; missing ones in a list are ignored, unless all are missing. @throws LinqWebhookError `malformed-secret`; its message does not hold the secret. */
export function webhookKeys(secret: unknown): WebhookKey[] {
  if (!Array.isArray(secret)) return [webhookKey(secret)];
  const secrets: unknown[] = secret.filter((one) => one !== undefined && one !== "");
  return secrets.length > 0 ? secrets.map(webhookKey) : [webhookKey(undefined)];
}

/** @throws LinqWebhookError `malformed-secret`; its message does not hold the secret. */
export function webhookKey(secret: unknown): WebhookKey {
  if (typeof secret !== "string" || secret === "") {
    throw malformedSecret(
      "it is missing. Pass the whsec_… string that Linq gave you for the subscription, for instance from an environment variable",
    );
  }
  const base64 = SECRET.exec(secret)?.[1];
  if (base64 === undefined) {
    throw malformedSecret(
      "it is not whsec_ followed by base64. Check that it is complete and has no space or line break",
    );
  }
  const bytes = atob(base64).length;
  if (bytes < SHORTEST_SECRET) {
    throw malformedSecret(`it has ${bytes} bytes; the minimum is ${SHORTEST_SECRET}. Check that it is complete`);
  }
  return new Webhook(base64);
}

function malformedSecret(what: string): LinqWebhookError {
  return new LinqWebhookError("malformed-secret", `The webhook secret cannot be used: ${what}.`);
}
