/** The official SDK, unchanged. Its errors carry the parsed body, from which a caller can read the code. */
import LinqAPIV3, { APIConnectionError, APIConnectionTimeoutError, APIError } from "@linqapp/sdk";
import { inEachScenario } from "./run-scenarios.js";

await inEachScenario(async ({ baseUrl, timeout, chatId }) => {
  const linq = new LinqAPIV3({ apiKey: "the-key-of-the-scenarios", baseURL: baseUrl, timeout: timeout * 1000 });
  try {
    const { response } = await linq.chats.leaveChat(chatId).withResponse();
    return { kind: "success", status: response.status };
  } catch (error) {
    if (error instanceof APIConnectionTimeoutError) return { kind: "timeout" };
    if (error instanceof APIConnectionError || !(error instanceof APIError)) return { kind: "connection-error" };
    const { status, error: body } = error;
    const code = (body as { error?: { code?: number } } | undefined)?.error?.code;
    return code === undefined ? { kind: "unexpected-response", status } : { kind: "api-error", status, code };
  }
});
