/** What the example of `participant.removed` shows beyond its schema: the delivery that follows the documented leave. */
import type { Operation } from "../engine/openapi.js";

/** The chat id in the contract's example of an accepted leave. */
const CHAT = "00000202-0000-4000-8000-000000000000";

// biome-ignore lint/suspicious/noExplicitAny: a mutant of the contract may have anything there.
type Event = any;

export function leaveDeviations({ parameters, requestBodies }: Operation): string[] {
  const examples: Event[] = requestBodies.flatMap((media) => media.examples.map(({ value }) => value));
  const { event_id, created_at, data = {} } = examples[0] ?? {};
  const { participant = {}, removed_at } = data;
  const header = (name: string) => `${parameters.find((one) => one.name === name)?.examples[0]?.value}`;

  const promises: Record<string, boolean> = {
    "name the chat of the accepted leave": examples.every((one) => one.data?.chat_id === CHAT),
    "have the same handle throughout": examples.every((one) => one.data?.handle === one.data?.participant?.handle),
    "begin with your own leave": participant.is_me === true && participant.status === "left",
    "have times in order":
      participant.joined_at < removed_at && participant.left_at === removed_at && removed_at < created_at,
    "are sent with the id of the event": header("webhook-id") === `evt_${event_id}`,
    "are sent when the event was created": header("webhook-timestamp") === `${Date.parse(created_at) / 1000}`,
    "are sent with a signature": /^v1,[A-Za-z0-9+/]{43}=$/.test(header("webhook-signature")),
  };
  return Object.keys(promises).filter((promise) => !promises[promise]);
}
