import { DBOS } from "@dbos-inc/dbos-sdk";
import "./leave.js";
import { QUEUE, setting } from "./shared-names.js";

const [name] = process.argv.slice(2);
if (!name) throw new Error("Usage: npm run worker -- NAME");
const rate = Number(setting("LEAVES_PER_SECOND"));
if (!(rate >= 1)) throw new Error("LEAVES_PER_SECOND must be a number, 1 or more.");

DBOS.setConfig({
  name: "many-workers",
  systemDatabaseUrl: setting("DBOS_SYSTEM_DATABASE_URL"),
  executorID: name,
  applicationVersion: "1",
  logLevel: "error",
});
await DBOS.launch();
await DBOS.registerQueue(QUEUE, {
  // In small portions, so that even the server's busiest second stays below the account's limit.
  rateLimit:
    rate < 10
      ? { limitPerPeriod: Math.floor(rate), periodSec: 1 }
      : { limitPerPeriod: Math.floor(rate / 10), periodSec: 0.1 },
  workerConcurrency: 1_000,
  minPollingIntervalMs: 100,
});
process.once("SIGTERM", () => DBOS.shutdown());
console.log(`Worker ${name} is ready.`);
