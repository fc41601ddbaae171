import type { AnswerName } from "../../generated/outcomes.js";
import { LinqInputError } from "../errors.js";
import { refuseUnknown } from "../unknown-options.js";
import type { Asked, Choice } from "./answer-chooser.js";
import { type AnswerFaultName, answerFaults } from "./answer-faults.js";
import { ANSWER_OPTIONS, type AnswerOptions, readAnswerOptions } from "./answer-options.js";
import { BoundedMap } from "./bounded-map.js";
import { withoutBasePath } from "./documented-operations.js";
import { newTraceId, withExchangeValues } from "./exchange-values.js";
import type { JournalEntry } from "./request-journal.js";
import { createService, type Exchange, type Reply } from "./simulated-service.js";
import { type Problem, problem as problemReply } from "./undocumented-problem.js";

/** How many chats are remembered. */
const MOST_CHATS = 10_000;
const BODILESS = [204, 205, 304];

/** A `fetch` that responds as the contract documents, and keeps state. */
export interface DocumentedFetch {
  (input: string | URL | Request, init?: RequestInit): Promise<Response>;
  /**
   * Queues responses and faults for a chat: its next requests get one each, later requests the ordinary response again.
   *
   * @throws LinqInputError for an unknown name, or a chat id that is not a UUID.
   */
  next(chatId: string, answers: readonly (AnswerName | AnswerFaultName)[]): void;
  /** The last 1,000 requests, oldest first. */
  readonly requests: readonly JournalEntry[];
  /** The last 10,000 chats that were left, by their ids in lower case. */
  readonly chats: ReadonlyMap<string, "left">;
  /** Clears the chats, the requests and the queued responses. */
  reset(): void;
}

/**
 * A stand-in for Linq without a server and without Prism: pass it as a client's `fetch`, or call it in an MSW handler. It chooses its
 * responses as the sandbox does. It sends no webhooks, and it checks requests as the client checks responses: types and formats, not
 * patterns and ranges.
 *
 * @throws LinqInputError if an option is wrong.
 */
export function documentedFetch(options: AnswerOptions = {}): DocumentedFetch {
  refuseUnknown(options, ANSWER_OPTIONS, "documentedFetch", LinqInputError);
  const { slowAnswer, rateLimit, retryAfter } = readAnswerOptions(options);
  const chats = new BoundedMap<string, "left">(MOST_CHATS);
  const service = createService<Exchange>({
    give: (choice, { traceId }) => replyTo(choice, traceId, retryAfter),
    isLeft: (chatId) => chats.has(chatId),
    leave: (chatId) => void chats.set(chatId, "left"),
    faults: answerFaults,
    slowAnswer,
    rateLimit,
  });

  async function fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const signal = init.signal ?? (input instanceof Request ? input.signal : undefined);
    signal?.throwIfAborted();
    const asked = await read(input, init);
    return responseOf(await service.answer({ asked, traceId: newTraceId(), signal: () => signal }));
  }

  return Object.defineProperties(fetch, {
    next: { value: service.next },
    requests: { value: service.journal.entries },
    chats: { value: chats },
    reset: {
      value() {
        service.reset();
        chats.clear();
      },
    },
  }) as DocumentedFetch;
}

async function read(input: string | URL | Request, init: RequestInit): Promise<Asked> {
  const isRequest = input instanceof Request;
  const { pathname, searchParams } = new URL(isRequest ? input.url : input);
  const headers = new Headers(init.headers ?? (isRequest ? input.headers : undefined));
  const body = init.body ?? (isRequest ? input.clone().body : undefined);
  return {
    method: (init.method ?? (isRequest ? input.method : "GET")).toUpperCase(),
    path: withoutBasePath(pathname),
    query: searchParams,
    body: new Uint8Array(await new Response(body).arrayBuffer()),
    header: (name) => headers.get(name),
  };
}

function replyTo({ outcome, problem, retryAfter }: Choice, traceId: string, wait: number | undefined): Reply {
  if (!outcome) {
    const reply = problemReply(problem as Problem);
    return { ...reply, headers: { ...reply.headers, "x-trace-id": traceId } };
  }
  const { headers, body } = withExchangeValues(outcome, { traceId, retryAfter: retryAfter ?? wait });
  if (body === undefined) return { status: outcome.status, headers, body: "" };
  return {
    status: outcome.status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** What `fetch` returns or throws for a reply: a response, or an error like Node's own. */
function responseOf({ status, headers, body, breaks }: Reply): Response {
  if (breaks === "before the headers") throw new TypeError("fetch failed", { cause: resetError() });
  const init = { status, headers: headers as Record<string, string> };
  const text = body as string;
  if (breaks) return new Response(brokenOff(text.slice(0, text.length / 2)), init);
  return new Response(BODILESS.includes(status) ? null : text, init);
}

function brokenOff(text: string): ReadableStream {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode(text)),
    pull: (controller) => controller.error(new TypeError("terminated", { cause: resetError() })),
  });
}

function resetError(): Error {
  return Object.assign(new Error("The connection was reset"), { code: "ECONNRESET" });
}
