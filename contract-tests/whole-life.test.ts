import { createLinqClient } from "linq-openapi";
import { startSandbox } from "linq-openapi/sandbox";
import {
  createWebhookInbox,
  isOwnLeave,
  LinqWebhookError,
  unwrapWebhook,
  type WebhookEvent,
} from "linq-openapi/webhooks";
import { expect, test } from "vitest";
import { tellStory } from "../scripts/story.js";
import { pairedAnswers } from "./support/paired-answers.js";
import { startReceiver } from "./support/receiver.js";
import { secret } from "./support/sign-webhook.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";

test.concurrent("a leave is accepted, confirmed by its webhook, and final; what is delivered twice counts once", async ({
  onTestFinished,
}) => {
  const inbox = createWebhookInbox();
  const events: WebhookEvent[] = [];
  let secondDelivery!: () => void;
  const deliveredTwice = new Promise<void>((resolve) => {
    secondDelivery = resolve;
  });
  const receiver = await startReceiver(({ body, headers }) => {
    const event = unwrapWebhook(body, headers, { secret });
    events.push(event);
    if (inbox.receive(event)) return 500;
    secondDelivery();
    return 204;
  });
  onTestFinished(receiver.close);
  const webhook = { url: receiver.url, secret };
  const sandbox = await startSandbox({ port: 0, delay: 100, redeliverAfter: [10], webhook });
  onTestFinished(sandbox.stop);
  const linq = createLinqClient({ apiKey: "any-key", baseUrl: `${sandbox.url}/api/partner` });

  expect(await linq.leaveChat(chatId)).toEqual(pairedAnswers.accepted.body);
  expect(events).toEqual([]);

  const leave = await inbox.confirmLeave(chatId);
  expect(leave).toBe(events[0]);
  expect(isOwnLeave(leave, chatId)).toBe(true);

  const { status, body: refusal } = pairedAnswers.chatUnavailable;
  await expect(linq.leaveChat(chatId)).rejects.toMatchObject({ status, body: refusal });

  await deliveredTwice;
  expect(events[1]).toEqual(events[0]);
  expect(await inbox.confirmLeave(chatId)).toBe(leave);

  const [{ body, headers }] = receiver.received as [(typeof receiver.received)[number]];
  expect(() => unwrapWebhook(body.replace("true", "false"), headers, { secret })).toThrow(LinqWebhookError);
}, 60_000);

test.concurrent("the story that the package tells is this one", async () => {
  const lines: string[] = [];
  await tellStory((line) => lines.push(line));
  expect(lines).toEqual([
    expect.stringMatching(/^You leave a chat\. .* accepted/),
    expect.stringMatching(/^A webhook comes, its signature is right: participant\.removed\./),
    expect.stringMatching(/^So confirmLeave resolves: you are out since /),
    expect.stringMatching(/^You leave once more, and get a LinqApiError: 409 \/ 2013 /),
    expect.stringMatching(/^So the webhook comes again\. .* dropped\.$/),
  ]);
}, 60_000);
