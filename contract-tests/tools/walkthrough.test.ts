import { createLinqClient } from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import {
  createWebhookInbox,
  isOwnLeave,
  LinqWebhookError,
  unwrapWebhook,
  type WebhookEvent,
} from "linq-openapi/webhooks";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { leaveOutcome } from "../engine/outcomes.js";
import { type Receiver, secret, startReceiver } from "../helpers/receiver.js";
import { soon } from "../helpers/time-limit.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";

const inbox = createWebhookInbox();
const events: WebhookEvent[] = [];
let receiver: Receiver;
let sandbox: Sandbox;

beforeAll(async () => {
  receiver = await startReceiver(async ({ body, headers }) => {
    const event = unwrapWebhook(body, headers, { secret });
    events.push(event);
    return (await inbox.handle(event, () => {})) ? 500 : 204;
  });
  const webhook = { url: receiver.url, secret };
  sandbox = await startSandbox({ port: 0, delay: 100, redeliverAfter: [300], webhook });
});
afterAll(async () => {
  await sandbox?.stop();
  await receiver.stop();
});

test("a leave is accepted, confirmed by its webhook, and final; a duplicate delivery counts once", async () => {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl: `${sandbox.url}/api/partner` });
  const accepted = { ...leaveOutcome("accepted").body, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) };
  expect(await linq.leaveChat(chatId)).toEqual(accepted);
  expect(events).toEqual([]);

  const leave = await inbox.confirmLeave(chatId);
  expect(leave).toBe(events[0]);
  expect(isOwnLeave(leave, chatId)).toBe(true);

  const { status, body: refusal } = leaveOutcome("chatUnavailable");
  await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ status, body: refusal });

  await vi.waitFor(() => expect(sandbox.events).toMatchObject([{ attempts: [500, 204], state: "delivered" }]), soon);
  expect(events).toEqual([leave, leave]);
  expect(await inbox.confirmLeave(chatId)).toEqual(leave);

  const [{ body, headers }] = receiver.received as [(typeof receiver.received)[number]];
  expect(() => unwrapWebhook(body.replace("true", "false"), headers, { secret })).toThrow(LinqWebhookError);
});
