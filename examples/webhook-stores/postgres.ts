import type { WebhookStore } from "linq-openapi/webhooks";
import type { Pool } from "pg";

export const TABLE = `create table if not exists webhook_events (
  event_id text primary key, claimant text not null, done boolean not null default false, ends timestamptz not null)`;

/** Needs TABLE. Each change is one statement, so it is atomic; every lease is timed by the database's clock. */
export const createPostgresStore = (pool: Pool): WebhookStore => ({
  async claim(eventId, claimant, lease) {
    // A claim whose end is far beyond this one's has expired too: the database's clock was set back.
    const { rowCount } = await pool.query(
      `insert into webhook_events as held (event_id, claimant, ends) values ($1, $2, now() + $3 * interval '1 ms')
       on conflict (event_id) do update set claimant = excluded.claimant, ends = excluded.ends
       where not held.done and held.ends not between now() and excluded.ends + interval '1 minute'`,
      [eventId, claimant, lease],
    );
    if (rowCount === 1) return "yours";
    const { rows } = await pool.query("select from webhook_events where event_id = $1 and done", [eventId]);
    return rows.length === 1 ? "done" : "taken";
  },
  commit: (eventId) =>
    pool.query(
      `insert into webhook_events (event_id, claimant, done, ends) values ($1, '', true, now())
       on conflict (event_id) do update set done = true, ends = now()`,
      [eventId],
    ),
  release: (eventId, claimant) =>
    pool.query("delete from webhook_events where event_id = $1 and claimant = $2 and not done", [eventId, claimant]),
});
