import { createLinqClient, LinqApiError } from "linq-openapi";
import { type DocumentedFetch, documentedFetch } from "linq-openapi/testing";

const fetch: DocumentedFetch = documentedFetch();
const linq = createLinqClient({ apiKey: "any-key", fetch, maxRetries: 0 });
const chatId = "550e8400-e29b-41d4-a716-446655440000";

fetch.next(chatId, ["rateLimitExceeded"]);
const error = await linq.leaveChat(chatId).catch((error: unknown) => error);
if (!(error instanceof LinqApiError && error.code === 1007)) throw error;
const { status } = await linq.leaveChat(chatId);
if (status !== "accepted" || fetch.requests.length !== 2) throw new Error(`The leave is ${status}.`);
