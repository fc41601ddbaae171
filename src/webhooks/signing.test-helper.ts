import { createHmac } from "node:crypto";

export interface Signing {
  /** A secret, `whsec_…`. */
  secret?: string;
  id?: string;
  /** Unix seconds. @default now */
  timestamp?: number | string;
}

export const secret = "whsec_b25seS1mb3ItdGhlLXRlc3RzLW9mLXRoaXMtcGFja2FnZQ==";

/** The headers of a delivery, signed with Node's own HMAC, not with the library that the code under test uses. */
export function signWebhook(body: string | Uint8Array, signing: Signing = {}) {
  const { id = "evt_1", timestamp = Math.floor(Date.now() / 1000) } = signing;
  const key = Buffer.from((signing.secret ?? secret).slice("whsec_".length), "base64");
  const hmac = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body);
  return {
    "webhook-id": id,
    "webhook-timestamp": `${timestamp}`,
    "webhook-signature": `v1,${hmac.digest("base64")}`,
  };
}
