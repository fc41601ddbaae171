/** A CommonJS file, for TypeScript. */
import { createLinqClient } from "linq-openapi";
import { createWebhookInbox } from "linq-openapi/webhooks";

export const linq = createLinqClient({ apiKey: "any-key" });
export const inbox = createWebhookInbox();
