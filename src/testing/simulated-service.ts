import { interruptible } from "../interruptible.js";
import { type Asked, type Choice, createChooser } from "./answer-chooser.js";
import { type AnswerFaultName, type Fault, GATEWAY_PAGE } from "./answer-faults.js";
import { nameOf } from "./documented-operations.js";
import { LEAVE } from "./leave-names.js";
import { createJournal, type Journal, type JournalEntry } from "./request-journal.js";

/** A response as plain data. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string | Uint8Array;
  /** Where the connection breaks, if at all. */
  readonly breaks?: "before the headers" | "in the middle of the body";
}

/** One request and its response. */
export interface Exchange {
  readonly asked: Asked;
  readonly traceId: string;
  /** Aborted when the caller disconnects. */
  signal(): AbortSignal | undefined;
}

export interface Behaviour<Own extends Exchange> {
  /** The documented response that was chosen. */
  give(choice: Choice, exchange: Own): Reply | Promise<Reply>;
  isLeft(chatId: string): boolean;
  /** Called when a leave is accepted. @param fault the name of the fault of its webhook */
  leave(chatId: string, fault: string | undefined): void;
  readonly faults: Readonly<Record<string, Fault>>;
  /** In milliseconds. */
  readonly slowAnswer: number;
  readonly rateLimit: number | undefined;
}

export interface Service<Own extends Exchange> {
  /** @throws the reason of the exchange's signal, if the caller disconnects before a slow response */
  answer(exchange: Own): Promise<Reply>;
  /** @throws LinqInputError that says what is wrong, and which responses exist */
  next(chatId: string, answers: readonly string[]): void;
  readonly queued: ReadonlyMap<string, readonly string[]>;
  readonly journal: Journal;
  /** Clears the requests and the queued responses. A leave that is in progress then has no effect. */
  reset(): void;
}

/** Handles requests like Linq, over any transport: chooses a response, applies its effect or fault, and records it. */
export function createService<Own extends Exchange>(behaviour: Behaviour<Own>): Service<Own> {
  const { give, isLeft, leave, slowAnswer } = behaviour;
  const chooser = createChooser(behaviour);
  const journal = createJournal();
  let resets = 0;

  /** The chosen response, with its effect applied. */
  async function carryOut(choice: Choice, exchange: Own): Promise<Answered> {
    const start = resets;
    const reply = await give(choice, exchange);
    const { route, chatId, why } = choice;
    const isAccepted = route?.operation.name === LEAVE.operation && reply.status < 300;
    if (!isAccepted || chatId === undefined || start !== resets) return { choice, reply };
    if (!isLeft(chatId)) leave(chatId, choice.fault);
    else if (why === "chat id" || why === "first success") {
      // Of several concurrent leaves, one is accepted.
      const refused = chooser.ordinary(choice);
      return { choice: refused, reply: await give(refused, exchange) };
    }
    return { choice, reply };
  }

  async function withFault(choice: Choice, exchange: Own): Promise<Answered> {
    const ordinary = () => carryOut({ ...chooser.ordinary(choice), fault: choice.fault }, exchange);
    switch (choice.fault as AnswerFaultName) {
      case "slowAnswer":
        await pause(slowAnswer, exchange.signal());
        return { ...(await ordinary()), choice };
      case "connectionReset":
        return { choice, reply: RESET };
      case "answerLost":
        await ordinary();
        return { choice, reply: RESET };
      case "truncatedBody":
        return {
          choice,
          reply: { ...(await give(chooser.ordinary(choice), exchange)), breaks: "in the middle of the body" },
        };
      case "gatewayPage":
        return { choice, reply: GATEWAY_PAGE };
      default:
        return ordinary();
    }
  }

  return {
    async answer(exchange) {
      const chosen = chooser.choose(exchange.asked);
      try {
        const answered = await (chosen.fault ? withFault : carryOut)(chosen, exchange);
        journal.add(entryOf(exchange, answered));
        return answered.reply;
      } catch (error) {
        journal.add(entryOf(exchange, { choice: chosen, reply: RESET }));
        throw error;
      }
    },

    next: chooser.next,
    queued: chooser.queued,
    journal,

    reset() {
      resets++;
      chooser.clear();
      journal.clear();
    },
  };
}

interface Answered {
  choice: Choice;
  reply: Reply;
}

function entryOf({ asked, traceId }: Exchange, { choice, reply }: Answered): JournalEntry {
  const { route, chatId, outcome, fault, why } = choice;
  const answer = fault ?? (outcome && nameOf(outcome));
  return {
    at: new Date().toISOString(),
    method: asked.method,
    path: asked.path,
    ...(route && { operation: route.operation.name }),
    ...(chatId !== undefined && { chatId }),
    ...(reply !== RESET && { status: reply.status }),
    ...(answer !== undefined && { answer }),
    why,
    traceId,
  };
}

const RESET: Reply = { status: 0, headers: {}, body: "", breaks: "before the headers" };

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return interruptible((stop) => sleep(ms, stop), signal);
}

function sleep(ms: number, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener("abort", () => clearTimeout(timer));
  });
}
