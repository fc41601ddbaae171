import { createLinqClient, LinqApiError, LinqConnectionError, LinqResponseError, LinqTimeoutError } from "linq-openapi";
import { inEachScenario } from "./run-scenarios.js";

await inEachScenario(async ({ baseUrl, timeout, chatId }) => {
  const seen: { status?: number } = {};
  const linq = createLinqClient({
    apiKey: "the-key-of-the-scenarios",
    baseUrl,
    timeout: timeout * 1000,
    onAttempt: ({ status }) => {
      if (status !== undefined) seen.status = status;
    },
  });
  try {
    await linq.leaveChat(chatId);
    return { kind: "success", ...seen };
  } catch (error) {
    if (error instanceof LinqApiError) {
      const { status, code, maybeDelivered } = error;
      return { kind: "api-error", status, code, maybeDelivered };
    }
    if (error instanceof LinqResponseError) return { kind: "unexpected-response", status: error.status };
    if (!(error instanceof LinqConnectionError)) throw error;
    const { maybeDelivered } = error;
    return { kind: error instanceof LinqTimeoutError ? "timeout" : "connection-error", maybeDelivered };
  }
});
