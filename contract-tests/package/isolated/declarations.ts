/** Exports whose types come from openapi-fetch, which pnpm keeps out of a program's reach. */
import { createLinqClient, type Middleware } from "linq-openapi";

const linq = createLinqClient({ apiKey: "key" });
export const { POST, request, use } = linq;
export const leave = (chatId: string) => linq.POST("/v3/chats/{chatId}/leave", { params: { path: { chatId } } });
export const log: Middleware = { onRequest: ({ request }) => console.log(request.url) };
