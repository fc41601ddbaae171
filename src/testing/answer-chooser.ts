import { LinqInputError } from "../errors.js";
import type { Outcome } from "../outcome.js";
import { conforms } from "../validate.js";
import type { Fault } from "./answer-faults.js";
import { BoundedMap } from "./bounded-map.js";
import {
  type DocumentedOperation,
  documented,
  methodsOf,
  nameOf,
  pairedOutcome,
  type Route,
  routeOf,
} from "./documented-operations.js";
import { LEAVE } from "./leave-names.js";
import { preferenceOf } from "./prefer-header.js";
import { rateLimiter } from "./rate-limiter.js";
import { refusalOf } from "./request-validation.js";
import type { Problem } from "./undocumented-problem.js";

/** How many chats may have queued responses, and how many each may have. */
const MOST_QUEUES = 1_000;
const LONGEST_QUEUE = 1_000;
const UUID = { type: "string", format: "uuid" } as const;

/** The parts of a request that determine its response. */
export interface Asked {
  readonly method: string;
  /** Without a base path, still encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Empty if there is none. */
  readonly body: Uint8Array;
  /** @param name in lower case */
  header(name: string): string | null | undefined;
}

/** Why a request got its response. */
export type Reason =
  | "not in the contract"
  | "no API key"
  | "invalid request"
  | "rate limit"
  | "Prefer header"
  | "next"
  | "chat was left"
  | "chat id"
  | "first success";

/** Which response a request gets. */
export interface Choice {
  readonly why: Reason;
  /** Absent if the contract has no such operation. */
  readonly route?: Route;
  /** In lower case. */
  readonly chatId?: string | undefined;
  /** The documented response. */
  readonly outcome?: Outcome | undefined;
  /** The name of the fault. */
  readonly fault?: string | undefined;
  /** The response if none is documented. */
  readonly problem?: Problem;
  /** In seconds, if it differs from the example's. */
  readonly retryAfter?: number;
}

export interface Chooser {
  /** Chooses the response. If it comes from the chat's queue, it is removed from there. */
  choose(asked: Asked): Choice;
  /** The response to a request once its fault has happened: by the chat's state and id. */
  ordinary(choice: Choice): Choice;
  /** @throws LinqInputError that says what is wrong, and which responses exist */
  next(chatId: string, answers: readonly string[]): void;
  /** The queued responses, by chat id. */
  readonly queued: ReadonlyMap<string, readonly string[]>;
  /** Clears the queued responses. */
  clear(): void;
}

export interface ChooserOptions {
  /** Whether a chat was left, by its id in lower case. */
  isLeft(chatId: string): boolean;
  readonly faults: Readonly<Record<string, Fault>>;
  /** How many requests per second are answered, for all chats together. @default all */
  readonly rateLimit?: number | undefined;
}

/**
 * Decides which documented response each request gets. In this order, it is
 *
 * 1. the refusal of a request that breaks the contract,
 * 2. 429 beyond the rate limit,
 * 3. the response that the request itself asks for with `Prefer`,
 * 4. the response or fault that was queued for the chat,
 * 5. `chatUnavailable` for a chat that was left, if the operation documents it,
 * 6. the response or the fault with this chat id,
 * 7. the first success: any other UUID is a group chat that can be left.
 */
export function createChooser({ isLeft, faults, rateLimit }: ChooserOptions): Chooser {
  const queued = new BoundedMap<string, readonly string[]>(MOST_QUEUES);
  const faultsById = new Map(Object.entries(faults).map(([name, { chatId }]) => [chatId, name]));
  const answerNames = [...new Set(documented.flatMap(({ answers }) => [...answers.keys()]))];
  const isBeyondLimit = rateLimiter(rateLimit);

  function choose(asked: Asked): Choice {
    const route = routeOf(asked.method, asked.path);
    if (!route) return { why: "not in the contract", problem: undocumented(asked) };
    const chatId = route.parameters[LEAVE.chat]?.toLowerCase();
    const about = { route, chatId };

    const refusal = refusalOf(route, asked);
    if (refusal) {
      const { why, detail, outcome } = refusal;
      return { ...about, why, ...(outcome ? { outcome } : { problem: { status: 422, detail } }) };
    }
    const tooMany = [...route.operation.answers.values()].find(({ status }) => status === 429);
    if (tooMany && isBeyondLimit()) return { ...about, why: "rate limit", outcome: tooMany, retryAfter: 1 };

    const preference = preferenceOf(asked.header("prefer"));
    if (preference) return { ...about, why: "Prefer header", ...preferred(route.operation, preference) };
    const name = chatId === undefined ? undefined : dequeue(chatId, route.operation);
    if (name === undefined) return byPast(about) ?? byId(about) ?? bySuccess(about);
    const outcome = route.operation.answers.get(name);
    return { ...about, why: "next", ...(outcome ? { outcome } : { fault: name }) };
  }

  /** Removes and returns the first queued response that the operation can give. */
  function dequeue(chatId: string, { answers }: DocumentedOperation): string | undefined {
    const queue = queued.get(chatId) ?? [];
    const name = queue.find((name) => answers.has(name) || Object.hasOwn(faults, name));
    if (name === undefined) return undefined;
    const rest = queue.toSpliced(queue.indexOf(name), 1);
    if (rest.length > 0) queued.set(chatId, rest);
    else queued.delete(chatId);
    return name;
  }

  function byPast(about: About): Choice | undefined {
    const outcome = about.route.operation.answers.get(LEAVE.onceLeft);
    if (!outcome || about.chatId === undefined || !isLeft(about.chatId)) return undefined;
    return { ...about, why: "chat was left", outcome };
  }

  function byId(about: About): Choice | undefined {
    const fault = faultsById.get(about.chatId ?? "");
    if (fault) return { ...about, why: "chat id", fault };
    const outcome = pairedOutcome(about.route);
    return outcome && { ...about, why: "chat id", outcome };
  }

  return {
    choose,

    ordinary({ route, chatId }) {
      const about = { route: route as Route, chatId };
      return byPast(about) ?? bySuccess(about);
    },

    next(chatId, answers) {
      if (!conforms(UUID, chatId)) throw new LinqInputError("next needs a chat id (a UUID)");
      if (!Array.isArray(answers) || answers.length === 0) throw new LinqInputError("next needs a list of answers");
      const unknown = answers.findIndex((name) => !answerNames.includes(name) && !Object.hasOwn(faults, name));
      if (unknown >= 0) {
        const name = JSON.stringify(answers[unknown])?.slice(0, 60);
        throw new LinqInputError(
          `Unknown answer ${name}. The contract has ${answerNames.join(", ")}. The faults are ${Object.keys(faults).join(", ")}`,
        );
      }
      const queue = [...(queued.get(chatId.toLowerCase()) ?? []), ...answers];
      if (queue.length > LONGEST_QUEUE) {
        throw new LinqInputError(`A chat can have at most ${LONGEST_QUEUE} queued answers, not ${queue.length}`);
      }
      queued.set(chatId.toLowerCase(), queue);
    },

    queued,
    clear: () => queued.clear(),
  };
}

type About = Required<Pick<Choice, "route">> & Pick<Choice, "chatId">;

function bySuccess(about: About): Choice {
  return { ...about, why: "first success", outcome: about.route.operation.success };
}

function preferred(
  { name, answers }: DocumentedOperation,
  { code, example }: { code?: string | undefined; example?: string | undefined },
): Pick<Choice, "outcome" | "problem"> {
  const outcomes = [...answers.values()];
  const outcome = outcomes.find(
    (one) => (code ?? `${one.status}`) === `${one.status}` && (example ?? nameOf(one)) === nameOf(one),
  );
  if (outcome) return { outcome };
  const asked = [code && `code=${code}`, example && `example=${example}`].filter(Boolean).join(", ").slice(0, 100);
  const documented = outcomes.map((one) => `${one.status} ${nameOf(one)}`).join(", ");
  return { problem: { status: 404, detail: `${name} documents no response with ${asked}. It has ${documented}.` } };
}

function undocumented({ method, path }: Asked): Problem {
  const methods = methodsOf(path);
  if (methods.length > 0) {
    const allow = methods.join(", ");
    return { status: 405, detail: `${path.slice(0, 200)} takes ${allow}, not ${method}.`, headers: { allow } };
  }
  const known = documented.map((operation) => `${operation.method} ${operation.path}`).join(", ");
  return { status: 404, detail: `The contract has no ${method} ${path.slice(0, 200)}. It has ${known}.` };
}
