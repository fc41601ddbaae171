import type { AnswerName } from "../../generated/outcomes.js";
import { LOOPBACK } from "../hostname.js";
import { tryListening } from "../listen-problem.js";
import type { startPrism } from "../prism.js";
import { type AnswerFaultName, answerFaults } from "../testing/answer-faults.js";
import { methodsOf } from "../testing/documented-operations.js";
import type { JournalEntry } from "../testing/request-journal.js";
import { createService, type Reply } from "../testing/simulated-service.js";
import { webhookKey } from "../webhooks/webhook-key.js";
import { type ChatState, createChats } from "./chats.js";
import { createControl, RECEIVER } from "./control-api.js";
import { createReceiver, type SandboxEvent } from "./delivery.js";
import { type Incoming, serve } from "./http-server.js";
import { readOptions, type SandboxOptions } from "./options.js";
import { pageFor } from "./page.js";
import { type ApiExchange, fromPrism } from "./prism-response.js";
import { prismSafeTarget, type Target } from "./prism-safe-request.js";
import { startRestartingMock } from "./restarting-mock.js";
import { createSelfReceiver } from "./self-receiver.js";
import { type WebhookFaultName, webhookFaults } from "./webhook-faults.js";

/** What `next` takes: the name of a response in the contract, or of a fault. */
export type SandboxAnswer = AnswerName | AnswerFaultName | WebhookFaultName;

export interface Sandbox {
  /** The sandbox's URL on this machine, for instance `http://127.0.0.1:4011`: the `baseUrl` of a client. With `/api/partner` appended it works too. */
  readonly url: string;
  /** The webhooks since the start or the last reset, in the order in which their chats were left. Empty without `webhook`. */
  readonly events: readonly SandboxEvent[];
  /**
   * The last 10,000 chats that were left since the start or the last reset, by their ids in lower case: `leaving` until the delay is
   * over, then `left`. Older ones are forgotten and can be left again.
   */
  readonly chats: ReadonlyMap<string, ChatState>;
  /** The last 1,000 requests since the start or the last reset, oldest first, each with its response and the reason for it. */
  readonly requests: readonly JournalEntry[];
  /** Settles when the sandbox was stopped, or Prism could not be restarted. */
  readonly ended: Promise<void>;
  /**
   * Queues responses and faults for a chat: its next requests get one each, later requests the ordinary response again.
   *
   * @throws LinqInputError for an unknown name, or a chat id that is not a UUID.
   */
  next(chatId: string, answers: readonly SandboxAnswer[]): void;
  /** Clears all state: what has happened, what is queued and what is pending. */
  reset(): void;
  /** Stops the sandbox and everything pending; settles when its port is free and Prism's process is gone. */
  stop(): Promise<void>;
  /** The same, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** @param start starts Prism; tests pass a replacement */
export async function startSandboxOn(start: typeof startPrism, options: SandboxOptions): Promise<Sandbox> {
  const settings = readOptions(options);
  const { onLog, retryAfter, redeliverAfter } = settings;
  const faults = { ...answerFaults, ...webhookFaults };
  await tryListening(settings);
  const mock = await startRestartingMock(() => start({ port: 0, host: LOOPBACK }), onLog);
  const { give, pass } = fromPrism(mock, retryAfter);
  const server = await serve(settings, answer).catch(async (error) => {
    await mock.stop();
    throw error;
  });
  const self = settings.receivesItself ? createSelfReceiver() : undefined;
  const receiver = self
    ? createReceiver({ url: new URL(RECEIVER, server.url), key: webhookKey(self.secret), redeliverAfter, onLog })
    : settings.receiver;
  const chats = createChats({ ...settings, receiver });
  const service = createService<ApiExchange>({ ...settings, faults, give, isLeft: chats.has, leave: chats.leave });
  const control = createControl({ ...settings, service, chats, faults, receiver, self, reset });

  async function answer(incoming: Incoming): Promise<Reply> {
    const { request, body, traceId, signal } = incoming;
    const method = request.method as string;
    const target = prismSafeTarget(request.url as string);
    const page = pageFor(method, target.path, request.headers.accept);
    if (page) return page;
    if (control.takes(target.path)) {
      return control.answer({ method, path: target.path, body, headers: request.headers }, server.url);
    }
    const asked = {
      method,
      path: target.path,
      query: new URLSearchParams(target.query),
      body,
      header: (name: string) => request.headers[name] as string | undefined,
    };
    const exchange = { asked, traceId, signal, incoming, target };
    const reply = await (isPreflight(incoming, target) ? pass : service.answer)(exchange);
    onLog(`${method} ${target.path} → ${reply.status || "connection reset"}`);
    return reply;
  }

  function reset(): void {
    service.reset();
    chats.clear();
    self?.clear();
  }

  let stopping: Promise<void> | undefined;
  function stop(): Promise<void> {
    chats.end();
    stopping ??= Promise.all([server.close(), mock.stop()]).then(() => {});
    return stopping;
  }

  return {
    url: server.url,
    get events() {
      return chats.deliveries();
    },
    get chats() {
      return chats.states();
    },
    requests: service.journal.entries,
    ended: mock.ended,
    next: service.next,
    reset,
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** Whether this is a CORS preflight: a browser asks whether its page may send a request. */
function isPreflight({ request }: Incoming, { path }: Target): boolean {
  const isAsking = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
  return isAsking && methodsOf(path).length > 0;
}
