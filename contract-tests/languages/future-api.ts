/** The sandbox, and two more APIs in front of it that respond as Linq may one day. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { startSandbox } from "linq-openapi/sandbox";
import { listen } from "../helpers/listen.js";
import { type BaseUrls, NEW_CODE, withNewMembers } from "./client-scenarios.js";

interface ErrorBody {
  error?: { code: number };
}

const changes: Record<string, (body: ErrorBody) => unknown> = {
  "new-members": withNewMembers,
  "new-code": ({ error, ...rest }) => (error ? { ...rest, error: { ...error, code: NEW_CODE } } : rest),
};

export interface FutureApi {
  urls: BaseUrls;
  /** Resets the sandbox, which another client has used. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

export async function startFutureApi(): Promise<FutureApi> {
  const sandbox = await startSandbox({ port: 0 });
  const server = createServer((request, response) => {
    answer(request, response, sandbox.url).catch((error) => response.destroy(error));
  });
  const { url: changed, stop } = await listen(server);
  return {
    urls: {
      documented: `${sandbox.url}/api/partner`,
      newMembers: `${changed}/new-members/api/partner`,
      newCode: `${changed}/new-code/api/partner`,
    },
    async reset() {
      await fetch(`${sandbox.url}/sandbox/reset`, { method: "POST" });
    },
    async stop() {
      await stop();
      await sandbox.stop();
    },
  };
}

async function answer({ method, url = "", headers }: IncomingMessage, response: ServerResponse, origin: string) {
  const [, name = "", path = ""] = /^\/([^/]+)(\/.*)/.exec(url) ?? [];
  const { authorization = "" } = headers;
  const answer = await fetch(`${origin}${path}`, { method: method ?? "", headers: { authorization } });
  const body = changes[name]?.((await answer.json()) as ErrorBody);
  response.writeHead(answer.status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
