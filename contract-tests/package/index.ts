import {
  createLinqClient,
  errorCodes,
  LinqApiError,
  type LinqClient,
  type LinqError,
  LinqInputError,
} from "linq-openapi";

const body = { error: { status: 409, code: 2013, message: "This chat is unavailable" } };
const linq: LinqClient = createLinqClient({
  apiKey: "key",
  fetch: async () => Response.json(body, { status: 409 }),
});

try {
  const { status, trace_id } = await linq.leaveChat("550e8400-e29b-41d4-a716-446655440000");
  throw new Error(`left: ${status?.toUpperCase()} ${trace_id?.toUpperCase()}`);
} catch (error) {
  if (!(error instanceof LinqApiError)) throw error;
  const { code, body }: LinqError & { code: number; body: { success?: false } } = error;
  if (code !== 2013 || body.success !== undefined) throw error;
}

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const { data, error, response } = await linq.POST("/v3/chats/{chatId}/leave", { params: { path: { chatId } } });
if (data || error?.error.message !== errorMessage() || response.status !== 409) throw new Error("POST lost the answer");

// @ts-expect-error: a chat id is a string
const wrong: unknown = await linq.leaveChat(42).catch((error: unknown) => error);
if (!(wrong instanceof LinqInputError)) throw wrong;

function errorMessage(): string {
  const meaning: string = errorCodes[2013].meaning;
  return meaning && body.error.message;
}
