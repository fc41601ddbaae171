/** Whatever goes wrong with the webhook of a leave, a receiver from this package does its work once. */
import { createServer } from "node:http";
import { createLinqClient } from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { createNodeReceiver, isOwnLeave, type WebhookEvent } from "linq-openapi/webhooks";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Listener, listen } from "../helpers/listen.js";
import { secret } from "../helpers/receiver.js";
import { soon } from "../helpers/time-limit.js";

const events: WebhookEvent[] = [];
let listener: Listener;
let sandbox: Sandbox;

beforeAll(async () => {
  listener = await listen(createServer(createNodeReceiver({ secret, onEvent: (event) => void events.push(event) })));
  const webhook = { url: listener.url, secret };
  sandbox = await startSandbox({ port: 0, delay: 0, redeliverAfter: [1, 1], webhook });
});
afterAll(async () => {
  await sandbox.stop();
  await listener.stop();
});
beforeEach(() => {
  sandbox.reset();
  events.length = 0;
});

type Name = Parameters<Sandbox["next"]>[1][number];
const faults: [Name, string, (number | string)[][]][] = [
  ["webhookDuplicate", "fa170000-1001-4000-8000-000000000000", [[204], [204]]],
  ["webhookLate", "fa170000-1002-4000-8000-000000000000", [[500, 204]]],
  ["webhookForged", "fa170000-1003-4000-8000-000000000000", [[400], [204]]],
  ["webhookOutOfOrder", "fa170000-1004-4000-8000-000000000000", [[204], [204]]],
  ["webhookOfSomebodyElse", "fa170000-1005-4000-8000-000000000000", [[204], [204]]],
  ["webhookOfUnknownType", "fa170000-1006-4000-8000-000000000000", [[204], [204]]],
];

test.for(faults)(
  "the work on a leave is done once despite %s, whether chosen by chat id or by next",
  async ([name, id, attempts]) => {
    const linq = createLinqClient({ apiKey: "any-key", baseUrl: sandbox.url });
    const other = "550e8400-e29b-41d4-a716-446655440000";
    sandbox.next(other, [name]);
    for (const chatId of [id, other]) {
      expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
      await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ code: 2013 });
    }
    await vi.waitFor(
      () => expect(sandbox.events.map((event) => event.attempts)).toEqual([...attempts, ...attempts]),
      soon,
    );
    for (const chatId of [id, other]) {
      expect(events.filter((event) => isOwnLeave(event, chatId))).toHaveLength(1);
    }
  },
);

test("an out-of-order event was created before the one that it follows", async () => {
  await createLinqClient({ apiKey: "any-key", baseUrl: sandbox.url }).leaveChat("fa170000-1004-4000-8000-000000000000");
  await vi.waitFor(() => expect(events).toHaveLength(2), soon);
  const [first, second] = events as { created_at: string; data: { participant: { is_me: boolean } } }[];
  expect(Date.parse(`${second?.created_at}`)).toBeLessThan(Date.parse(`${first?.created_at}`));
  expect([first?.data.participant.is_me, second?.data.participant.is_me]).toEqual([true, false]);
});
