/** Headers of a request and of its response, whether Linq accepts it or not. */
import { createLinqClient } from "linq-openapi";

const linq = createLinqClient();

export async function leaveWithHeaders(chatId: string, headers: Record<string, string>) {
  const { response } = await linq.POST("/v3/chats/{chatId}/leave", { params: { path: { chatId } }, headers });
  return { status: response.status, headers: response.headers };
}
