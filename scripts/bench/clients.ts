/** The ways to leave a chat that are measured side by side. */
import LinqAPIV3 from "@linqapp/sdk";
import createClient from "openapi-fetch";
import type { paths } from "../../generated/schema.js";

/** The package as users get it: `npm run bench` builds it first. */
const built = new URL("../../dist/src/index.js", import.meta.url).href;
const { createLinqClient }: typeof import("../../src/index.js") = await import(built);

const apiKey = "the-key-of-the-bench";
const chatId = "550e8400-e29b-41d4-a716-446655440000";
const path = "/v3/chats/{chatId}/leave";

/** Each resolves when the body of the response has been read; the first is the baseline. */
export const clients = (baseUrl: string): Record<string, () => Promise<unknown>> => {
  const headers = { accept: "application/json", authorization: `Bearer ${apiKey}` };
  const bare = createClient<paths>({ baseUrl, headers });
  const linq = createLinqClient({ apiKey, baseUrl });
  const sdk = new LinqAPIV3({ apiKey, baseURL: baseUrl });
  return {
    fetch: async () => {
      const response = await fetch(`${baseUrl}/v3/chats/${chatId}/leave`, { method: "POST", headers });
      return response.json();
    },
    "openapi-fetch": () => bare.POST(path, { params: { path: { chatId } } }),
    leaveChat: () => linq.leaveChat(chatId),
    "linq.POST": () => linq.POST(path, { params: { path: { chatId } } }),
    "official SDK": () => sdk.chats.leaveChat(chatId),
  };
};

const builtTesting = new URL("../../dist/src/testing/index.js", import.meta.url).href;
const { documentedFetch }: typeof import("../../src/testing/index.js") = await import(builtTesting);

/** What responds to the requests of a test: a server, or `documentedFetch`. */
export const standIns = (baseUrl: string): Record<"fetch" | "documentedFetch", () => Promise<unknown>> => {
  const init = { method: "POST", headers: { authorization: `Bearer ${apiKey}` } };
  const standIn = documentedFetch();
  const leave = async (send: (url: string, init: RequestInit) => Promise<Response>) =>
    (await send(`${baseUrl}/v3/chats/${chatId}/leave`, init)).json();
  return { fetch: () => leave(fetch), documentedFetch: () => leave(standIn) };
};
