import {
  createLinqClient,
  createRedactor,
  errorCodes,
  LinqApiError,
  type LinqClient,
  LinqError,
  LinqInputError,
} from "linq-openapi";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const refusal = { error: { status: 409, code: 2013, message: "This chat is unavailable" } };
const linq: LinqClient = createLinqClient({
  apiKey: "key",
  fetch: async () => Response.json(refusal, { status: 409 }),
});

try {
  const { status, trace_id } = await linq.leaveChat(chatId, { timeout: 1_000, maxRetries: 0 });
  throw new Error(`The response is missing: ${status?.length} ${trace_id?.length}`);
} catch (error) {
  if (!(error instanceof LinqApiError && error instanceof LinqError && error.code === 2013)) throw error;
  const success: boolean | undefined = error.body.success;
  const meaning: string = errorCodes[2013].meaning;
  if (success !== undefined || !meaning) throw error;
}

const { data, error, response } = await linq.POST("/v3/chats/{chatId}/leave", { params: { path: { chatId } } });
if (data || error?.error.message !== refusal.error.message || response.status !== 409) {
  throw new Error("POST did not return the response.");
}

// @ts-expect-error: a chat id is a string
const wrong: unknown = await linq.leaveChat(42).catch((error: unknown) => error);
if (!(wrong instanceof LinqInputError)) throw wrong;

const redact: (text: string) => string = createRedactor("sk_live_0123456789");
if (redact("key=sk_live_0123456789") !== "key=[API key]") throw new Error("createRedactor did not replace the key.");
