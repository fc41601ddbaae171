/** A real leave: it is accepted, its webhook arrives, and from then on the chat is unavailable. */
import { type Case, casesOf } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { valueAt } from "../engine/json-pointers.js";
import { json, validateDelivery } from "../engine/validators.js";
import { knownCheck, type LiveCheck } from "./live-checks.js";
import { UsageError } from "./report.js";

/** Resolves with the delivery of the chat's webhook or, if it did not arrive in time, with the deliveries that did arrive. */
export type AwaitDelivery = () => Promise<HttpRequest | OtherDelivery[]>;

/** A delivery that is not the webhook of the leave. */
export interface OtherDelivery {
  /** Whether it is not authentic, assuming that the caller's secret is the right one. */
  isRejected: boolean;
  /** `about another chat`. */
  what: string;
}

const LEAVE = "leaveChat";
const REMOVED = "participant.removed";

/**
 * Checks that build on one another: after a finding, the rest would only repeat it.
 *
 * @throws UsageError if the id is not a UUID
 */
export function leaveChecks(
  contract: Contract,
  isMock: boolean,
  chatId: string | undefined,
  awaitDelivery: AwaitDelivery | undefined,
): LiveCheck[] {
  const [accepted, unavailable] = [leaveCase(contract, "accepted"), leaveCase(contract, "chatUnavailable")];
  const [id] = accepted.operation.parameters;
  if (chatId !== undefined && !id?.schema.validate(chatId)) {
    throw new UsageError(`--leave takes a chat id (a UUID), not ${JSON.stringify(chatId)}. Nothing was sent.`);
  }
  const named = (one: Case, when: string) =>
    knownCheck(contract, isMock, { ...one, name: `${one.name}, ${when}` }, chatId ?? "");
  const webhook = `${REMOVED} › webhook of the leave`;
  const noWebhook = awaitDelivery ? undefined : "needs the webhook: --webhook-port <port> or --webhook-body";
  const noChat = chatId === undefined ? "needs a chat to leave: --leave <chatId>" : undefined;
  return [
    { ...named(accepted, "a real leave"), skipped: noChat },
    {
      name: webhook,
      covers: [],
      run: async () => deliveryFindings(contract, webhook, (await awaitDelivery?.()) ?? []),
      skipped: noChat ?? noWebhook,
    },
    { ...named(unavailable, "after the leave"), skipped: noChat ?? noWebhook },
  ];
}

export function leaveCase({ written }: Contract, example: string): Case {
  const found = casesOf(written).find((one) => one.operation.id === LEAVE && one.example === example);
  if (!found) throw new Error(`The contract of ${LEAVE} has no response ${example}.`);
  return found;
}

async function deliveryFindings(
  { written }: Contract,
  location: string,
  delivery: HttpRequest | OtherDelivery[],
): Promise<Finding[]> {
  if (Array.isArray(delivery)) return [noWebhook(location, delivery)];
  const webhook = written.webhooks.find(({ path }) => path.endsWith(`/${REMOVED}`));
  return webhook ? validateDelivery(written, location, webhook, delivery) : [];
}

function noWebhook(location: string, others: OtherDelivery[]): Finding {
  const counts = new Map<string, number>();
  for (const { what } of others) counts.set(what, (counts.get(what) ?? 0) + 1);
  const came = [...counts].map(([what, count]) => `${count === 1 ? "1 delivery" : `${count} deliveries`}, ${what}`);
  return {
    title: "No webhook",
    location,
    expected: "a delivery in time",
    actual: came.join("; ") || "none",
    owner: others.some(({ isRejected }) => isRejected) ? "provider or caller" : "provider",
  };
}

/** Why a body is not the event of your own leave of this chat, as far as the body can be read; `undefined` if it is. */
export function mismatch(chatId: string, body: string): string | undefined {
  const event = json(body);
  if (valueAt(event, "#/event_type") !== REMOVED) return `not a ${REMOVED} event`;
  const chat = valueAt(event, "#/data/chat_id") ?? chatId;
  if (`${chat}`.toLowerCase() !== chatId.toLowerCase()) return "about another chat";
  return valueAt(event, "#/data/participant/is_me") === false ? "about another participant" : undefined;
}
