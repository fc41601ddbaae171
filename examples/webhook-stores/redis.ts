import type { WebhookStore } from "linq-openapi/webhooks";
import type { createClient } from "redis";

const DONE = "done";
/** In seconds: a day. Linq keeps redelivering an event for 25 minutes. */
const MEMORY = 86_400;
const RELEASE = 'if redis.call("get", KEYS[1]) == ARGV[1] then return redis.call("del", KEYS[1]) end';
const keyOf = (eventId: string) => `webhook_event:${eventId}`;

/** Needs Redis 7. Each function is one command, so it is atomic; every lease is timed by Redis's clock. */
export const createRedisStore = (redis: Pick<ReturnType<typeof createClient>, "set" | "eval">): WebhookStore => ({
  async claim(eventId, claimant, lease) {
    const expiration = { type: "PX", value: lease } as const;
    const holder = await redis.set(keyOf(eventId), claimant, { condition: "NX", GET: true, expiration });
    if (holder === null) return "yours";
    return holder === DONE ? "done" : "taken";
  },
  commit: (eventId) => redis.set(keyOf(eventId), DONE, { expiration: { type: "EX", value: MEMORY } }),
  release: (eventId, claimant) => redis.eval(RELEASE, { keys: [keyOf(eventId)], arguments: [claimant] }),
});
