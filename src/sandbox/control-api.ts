import type { IncomingHttpHeaders } from "node:http";
import { type ErrorCode, errorCodes } from "../../generated/error-codes.js";
import { LinqInputError } from "../errors.js";
import { isDomain } from "../hostname.js";
import type { Outcome } from "../outcome.js";
import { retryRule } from "../retry-rule.js";
import type { Fault } from "../testing/answer-faults.js";
import { documented, nameOf } from "../testing/documented-operations.js";
import { LEAVE } from "../testing/leave-names.js";
import type { Reply, Service } from "../testing/simulated-service.js";
import { problem } from "../testing/undocumented-problem.js";
import { type Chats, MOST_CHATS } from "./chats.js";
import type { Receiver } from "./delivery.js";
import type { SelfReceiver } from "./self-receiver.js";

const ROOT = "/sandbox";
/** Where the sandbox receives its own webhooks. */
export const RECEIVER = `${ROOT}/webhooks`;
/** `GET /sandbox` shows this many of the newest entries in each list. */
const SHOWN = 100;

/** A request to the sandbox itself. */
export interface ControlRequest {
  readonly method: string;
  readonly path: string;
  readonly body: Buffer;
  readonly headers: IncomingHttpHeaders;
}

export interface ControlOptions {
  readonly service: Pick<Service<never>, "next" | "queued" | "journal">;
  readonly chats: Chats;
  readonly faults: Readonly<Record<string, Fault>>;
  /** Where webhooks go. */
  readonly receiver: Receiver | undefined;
  /** Receives the webhooks if they go to the sandbox itself. */
  readonly self: SelfReceiver | undefined;
  /** The origins whose pages may inspect and control the sandbox. */
  readonly allowedOrigins: readonly string[];
  reset(): void;
}

type Handler = (request: ControlRequest) => Reply;

/** `/sandbox` and the paths below it: how people, tests and other tools inspect and control the sandbox. */
export function createControl({ service, chats, faults, receiver, self, allowedOrigins, reset }: ControlOptions) {
  const handlers: Record<string, Record<string, Handler>> = {
    [ROOT]: { GET: () => json(overview()) },
    [`${ROOT}/events`]: { GET: () => json(chats.deliveries()) },
    [`${ROOT}/next`]: { POST: ({ body }) => queue(body) },
    [`${ROOT}/reset`]: {
      POST() {
        reset();
        return NOTHING;
      },
    },
    ...(self && { [RECEIVER]: { POST: ({ headers, body }) => ({ ...NOTHING, status: self.take(headers, body) }) } }),
  };
  const routes = Object.entries(handlers)
    .map(([path, methods]) => `${Object.keys(methods)} ${path}`)
    .join(", ");
  const operations = documented.map(({ name, method, path, answers }) => ({
    operation: name,
    method,
    path,
    answers: [...answers.values()].map((outcome) => {
      const { error } = Object(outcome.body) as { error?: { code: number } };
      const chatId = outcome.pairedBy.includes(LEAVE.chat) ? outcome.request.path[LEAVE.chat] : undefined;
      return {
        name: nameOf(outcome),
        status: outcome.status,
        code: error?.code,
        chatId,
        meaning: errorCodes[error?.code ?? 0]?.meaning,
        request: requestFor(outcome, path),
      };
    }),
  }));
  const codes = Object.entries(errorCodes as Record<string, ErrorCode>).map(([code, about]) => {
    return { code: Number(code), ...about, rule: retryRule(about) };
  });
  const webhook = receiver && {
    url: receiver.url.origin + receiver.url.pathname,
    ...(self && { secret: self.secret, received: self.received }),
  };
  const listedFaults = Object.entries(faults).map(([name, { chatId, meaning }]) => ({ name, chatId, meaning }));

  function overview() {
    const states = [...chats.states()];
    const events = chats.deliveries();
    const { entries, forgotten } = service.journal;
    return {
      operations,
      faults: listedFaults,
      errorCodes: codes,
      webhook,
      next: Object.fromEntries([...service.queued].slice(-SHOWN)),
      chats: Object.fromEntries(states.slice(-SHOWN)),
      events: events.slice(-SHOWN),
      requests: entries.slice(-SHOWN),
      counts: {
        chats: { remembered: states.length, forgotten: chats.forgotten, limit: MOST_CHATS },
        events: { remembered: events.length },
        requests: { remembered: entries.length, forgotten },
      },
    };
  }

  function queue(body: Buffer): Reply {
    try {
      const { chatId, answers } = Object(parse(body)) as { chatId: string; answers: string[] };
      service.next(chatId, answers);
      return NOTHING;
    } catch (error) {
      if (!(error instanceof LinqInputError)) throw error;
      const example = '{"chatId":"550e8400-e29b-41d4-a716-446655440000","answers":["rateLimitExceeded"]}';
      return problem({ status: 400, detail: `${error.message}. Example body: ${example}` });
    }
  }

  function respond(request: ControlRequest): Reply {
    const methods = handlers[request.path];
    if (!methods) return problem({ status: 404, detail: `The sandbox has ${routes}.` });
    const handler = methods[request.method === "HEAD" ? "GET" : request.method];
    if (handler) return handler(request);
    const allow = Object.keys(methods)
      .flatMap((method) => (method === "GET" ? ["GET", "HEAD"] : [method]))
      .join(", ");
    return problem({ status: 405, detail: `${request.path} takes ${allow}.`, headers: { allow } });
  }

  return {
    routes,

    /** Whether the request is to the sandbox itself. */
    takes: (path: string) => path === ROOT || path.startsWith(`${ROOT}/`),

    /** @param own the sandbox's origin on this machine */
    answer(request: ControlRequest, own: string): Reply {
      const { origin, host = "" } = request.headers;
      if (origin === undefined || origin === own || isSame(origin, host)) return respond(request);
      if (!allowedOrigins.includes(origin)) {
        const detail = `Pages from ${origin.slice(0, 100)} may not use this. Allow them with allowedOrigins or --allow-origin.`;
        return problem({ status: 403, detail });
      }
      const cors = {
        "access-control-allow-origin": origin,
        "access-control-allow-headers": "content-type",
        "access-control-allow-methods": "GET, POST",
        vary: "origin",
      };
      const reply = request.method === "OPTIONS" ? NOTHING : respond(request);
      return { ...reply, headers: { ...reply.headers, ...cors } };
    },
  };
}

/** Whether a page is from the host that it calls. A name that anyone can own does not count: its owner can point it at this machine. */
function isSame(origin: string, host: string): boolean {
  return origin === `http://${host}` && !isDomain(host);
}

function requestFor({ request }: Outcome, path: string) {
  const filled = path.replace(/\{([^}]+)\}/g, (_, name) => encodeURIComponent(`${request.path[name]}`));
  const query = `${new URLSearchParams(request.query as Record<string, string>)}`;
  return { target: query ? `${filled}?${query}` : filled, headers: request.header, body: request.body };
}

const NOTHING: Reply = { status: 204, headers: {}, body: "" };

function json(value: unknown): Reply {
  return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(value) };
}

/** @throws LinqInputError if it is not JSON */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(`${body}`);
  } catch (cause) {
    throw new LinqInputError("The body is not JSON", { cause });
  }
}
