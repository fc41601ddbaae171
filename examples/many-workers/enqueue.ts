import { createInterface } from "node:readline";
import { DBOSClient } from "@dbos-inc/dbos-sdk";
import { QUEUE, setting, WORKFLOW, workflowOf } from "./shared-names.js";

/** Enqueuing one chat at a time would take ten times as long. */
const BATCH = 100;

const dbos = await DBOSClient.create({
  systemDatabaseUrl: setting("DBOS_SYSTEM_DATABASE_URL"),
  systemDatabasePoolSize: 20,
});
let batch: string[] = [];
let count = 0;
for await (const chatId of createInterface(process.stdin)) {
  batch.push(chatId);
  if (batch.length === BATCH) await enqueue();
}
await enqueue();
await dbos.destroy();
console.log(`Enqueued ${count} chats.`);

async function enqueue(): Promise<void> {
  await Promise.all(
    batch.map((chatId) =>
      dbos.enqueue({ queueName: QUEUE, workflowName: WORKFLOW, workflowID: workflowOf(chatId) }, chatId),
    ),
  );
  count += batch.length;
  batch = [];
}
