import type { WebhookStore } from "linq-openapi/webhooks";
import { Pool } from "pg";
import { createClient } from "redis";
import { createPostgresStore, TABLE } from "../../examples/webhook-stores/postgres.js";
import { createRedisStore } from "../../examples/webhook-stores/redis.js";

export const storeKinds = ["PostgreSQL", "Redis"] as const;
export type StoreKind = (typeof storeKinds)[number];

export interface Connection {
  store: WebhookStore;
  /** Where work is recorded, whatever the store. */
  postgres: Pool;
  close(): Promise<void>;
}

/** Connects to the servers that POSTGRES_URL and REDIS_URL name. */
export async function connect(kind: StoreKind): Promise<Connection> {
  const { POSTGRES_URL = "", REDIS_URL = "" } = process.env;
  const postgres = new Pool({ connectionString: POSTGRES_URL }).on("error", () => {});
  if (kind === "PostgreSQL") return { store: createPostgresStore(postgres), postgres, close: () => postgres.end() };
  const redis = createClient({ url: REDIS_URL, disableOfflineQueue: true }).on("error", () => {});
  await redis.connect();
  return {
    store: createRedisStore(redis),
    postgres,
    async close() {
      redis.destroy();
      await postgres.end();
    },
  };
}

/** Records the work of each process, one row each time. */
export async function createTables(): Promise<void> {
  const { postgres, close } = await connect("PostgreSQL");
  await postgres.query(TABLE);
  await postgres.query(
    "create table work (id bigserial, event_id text, process text, at timestamptz default clock_timestamp())",
  );
  await close();
}
