/** A server in Linq's place that counts requests and accepted leaves. It runs in this process so that tests can inspect it. */
import { randomUUID } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import { leaveOutcome } from "../engine/outcomes.js";
import { listen } from "../helpers/listen.js";

export interface CountingServer {
  readonly url: string;
  /** How many requests there were to leave each chat, by its id. */
  readonly requests: ReadonlyMap<string, number>;
  /** How often each chat was left. */
  readonly left: ReadonlyMap<string, number>;
  /** How many requests were refused. */
  readonly refused: number;
  stop(): Promise<void>;
}

/** @param choose the name of the response to a request, or "none" for a request that gets no response */
export async function startCountingServer(choose: (chatId: string) => string = () => "accepted") {
  const requests = new Map<string, number>();
  const left = new Map<string, number>();
  let refused = 0;
  const count = (map: Map<string, number>, chatId: string) => map.set(chatId, (map.get(chatId) ?? 0) + 1);

  const server = createServer((request, response) => {
    const chatId = request.url?.split("/")[3] ?? "";
    count(requests, chatId);
    const chosen = left.has(chatId) ? "chatUnavailable" : choose(chatId);
    if (chosen === "none") return;
    if (chosen === "accepted") count(left, chatId);
    else refused++;
    respond(response, chosen);
  });
  const { url, stop } = await listen(server);
  return {
    url,
    requests,
    left,
    get refused() {
      return refused;
    },
    stop,
  } satisfies CountingServer;
}

function respond(response: ServerResponse, name: string): void {
  const { status, body } = leaveOutcome(name);
  response.setHeader("x-trace-id", randomUUID().replaceAll("-", ""));
  if (status === 429) response.setHeader("retry-after", "1");
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
