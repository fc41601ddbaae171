/** Runs in Jest, configured as in examples/testing. */
const { createLinqClient, LinqInputError } = require("linq-openapi");
const { signWebhook, unwrapWebhook } = require("linq-openapi/webhooks");

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const secret = "whsec_b25seS1mb3ItdGhlLXRlc3QtaW4tSmVzdC1vZi1saW5xLW9wZW5hcGk=";
const linq = createLinqClient({
  apiKey: "any-key",
  fetch: async () => Response.json({ status: "accepted" }, { status: 202 }),
});

test("leaves a chat", async () => {
  expect(await linq.leaveChat(chatId)).toEqual({ status: "accepted" });
  await expect(linq.leaveChat("no-uuid")).rejects.toBeInstanceOf(LinqInputError);
});

test("verifies a webhook", () => {
  const { body, headers } = signWebhook({ event_type: "example.event", event_id: "1" }, { secret });
  expect(unwrapWebhook(body, headers, { secret })).toMatchObject({ event_type: "unknown", event_id: "1" });
  expect(() => unwrapWebhook(`${body} `, headers, { secret })).toThrow();
});
