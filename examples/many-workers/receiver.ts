import { createServer } from "node:http";
import { DBOSClient, Error as DBOSError } from "@dbos-inc/dbos-sdk";
import { createNodeReceiver, isOwnLeave } from "linq-openapi/webhooks";
import { REMOVED, setting, workflowOf } from "./shared-names.js";

const dbos = await DBOSClient.create({ systemDatabaseUrl: setting("DBOS_SYSTEM_DATABASE_URL") });
const receiver = createNodeReceiver({
  secret: process.env.LINQ_WEBHOOK_SECRET,
  async onEvent(event) {
    if (!isOwnLeave(event) || event.data.chat_id === undefined) return;
    // The event's id is the idempotency key, so a redelivery to any receiver is not sent again.
    await dbos.send(workflowOf(event.data.chat_id), event, REMOVED, event.event_id).catch(ignoreUnknownChat);
  },
});

/** No workflow waits for a chat that was left by other means. */
function ignoreUnknownChat(error: unknown): void {
  if (!(error instanceof DBOSError.DBOSNonExistentWorkflowError)) throw error;
}

const port = Number(process.env.PORT ?? 3000);
createServer(receiver).listen(port, "127.0.0.1", () => console.log(`The receiver is ready on port ${port}.`));
