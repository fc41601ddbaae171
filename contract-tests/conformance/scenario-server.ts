/** Serves the scenarios to clients in any language, each at its own base URL, and records what they do. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";
import type { Answer, Fault, Result, Scenario } from "../../scripts/generate/conformance.js";
import { listen } from "../helpers/listen.js";
import type { Observation } from "./deviations.js";

export interface ConformanceServer {
  /** `GET` lists the scenarios with their base URLs; `POST <base URL>/result` takes the caller's result. */
  url: string;
  /** What the client did in each scenario since the last call; absent if no result arrived. */
  observations(): Map<string, Observation>;
  stop(): Promise<void>;
}

interface Run {
  requests: { start: number; end: number }[];
  result?: Partial<Result>;
}

export async function startConformanceServer(scenarios: Scenario[], port = 0): Promise<ConformanceServer> {
  let runs = new Map<number, Run>();

  const server = createServer((request, response) => {
    const [, index, path = ""] = /^\/(\d+)(\/.*)/.exec(request.url ?? "") ?? [];
    const scenario = scenarios[Number(index)];
    if (!scenario) return list(request, response);
    const run = runs.get(Number(index)) ?? { requests: [] };
    runs.set(Number(index), run);
    if (path === "/result") return take(request, response, run);

    const now = performance.now();
    const exchange = { start: now, end: now };
    run.requests.push(exchange);
    const noteEnd = () => {
      exchange.end = performance.now();
    };
    response.on("close", noteEnd).on("finish", noteEnd);
    const isAsked = request.method === scenario.request.method && path === scenario.request.path;
    const answer = scenario.answers[Math.min(run.requests.length, scenario.answers.length) - 1] as Answer | Fault;
    request.resume().on("end", () => give(isAsked ? answer : NOT_FOUND, response));
  });

  function list(_: IncomingMessage, response: ServerResponse): void {
    const listed = scenarios.map(({ name, operation, request, timeout }, index) => ({
      name,
      operation,
      request,
      timeout,
      baseUrl: `${url}/${index}`,
    }));
    response.setHeader("content-type", "application/json").end(JSON.stringify(listed));
  }

  const { url, stop } = await listen(server, port);
  return {
    url,
    observations() {
      const finished = [...runs].flatMap(([index, { requests, result }]): [string, Observation][] => {
        const waits = requests.slice(1).map(({ start }, before) => (start - (requests[before]?.end ?? 0)) / 1000);
        return result ? [[scenarios[index]?.name ?? "", { requests: requests.length, waits, result }]] : [];
      });
      runs = new Map();
      return new Map(finished);
    },
    stop,
  };
}

const NOT_FOUND: Answer = { status: 404, headers: {}, body: "" };

async function take(request: IncomingMessage, response: ServerResponse, run: Run): Promise<void> {
  run.result = (await json(request)) as Partial<Result>;
  response.writeHead(204).end();
}

function give(answer: Answer | Fault, response: ServerResponse): void {
  if ("fault" in answer) {
    faults[answer.fault](response);
    return;
  }
  const { status, headers, body, retryAfterDate } = answer;
  const date = retryAfterDate === undefined ? {} : { "retry-after": dateIn(retryAfterDate) };
  response.writeHead(status, { ...headers, ...date }).end(body);
}

const faults: Record<Fault["fault"], (response: ServerResponse) => void> = {
  reset: ({ socket }) => socket?.resetAndDestroy(),
  close: ({ socket }) => socket?.end(),
  truncated(response) {
    response.writeHead(202, { "content-type": "application/json", "content-length": 100 });
    response.write('{"message":', () => response.socket?.destroy());
  },
  silent() {},
};

function dateIn(seconds: number): string {
  return new Date(Date.now() + seconds * 1000).toUTCString();
}
