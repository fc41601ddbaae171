/** A real leave: it is accepted, its webhook arrives, and from then on the chat is unavailable. */
import { type Case, casesOf } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";
import { valueAt } from "../engine/json-pointers.js";
import { json, validateDelivery } from "../engine/validators.js";
import { knownCheck, type LiveCheck } from "./live-checks.js";
import { UsageError } from "./report.js";

/** Resolves with the delivery of the chat's webhook, or with `undefined` if none came in time. */
export type AwaitDelivery = () => Promise<HttpRequest | undefined>;

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
  const leave = knownCheck(contract, isMock, accepted, chatId ?? "");
  const again = knownCheck(contract, isMock, unavailable, chatId ?? "");
  const webhook = `${REMOVED} › webhook of the leave`;
  const noWebhook = awaitDelivery ? undefined : "needs the webhook: --webhook-port <port> or --webhook-body";
  const noChat = chatId === undefined ? "needs a chat to leave: --leave <chatId>" : undefined;
  return [
    { ...leave, name: `${leave.name}, a real leave`, skipped: noChat },
    {
      name: webhook,
      covers: [],
      run: async () => deliveryFindings(contract, webhook, await awaitDelivery?.()),
      skipped: noChat ?? noWebhook,
    },
    { ...again, name: `${again.name}, after the leave`, skipped: noChat ?? noWebhook },
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
  delivery: HttpRequest | undefined,
): Promise<Finding[]> {
  if (!delivery) {
    return [{ title: "No webhook", location, expected: "a delivery in time", actual: "none", owner: "provider" }];
  }
  const webhook = written.webhooks.find(({ path }) => path.endsWith(`/${REMOVED}`));
  return webhook ? validateDelivery(written, location, webhook, delivery) : [];
}

/** Whether a body is the event of your own leave of this chat, as far as it can be read. */
export function isLeaveOf(chatId: string, body: string): boolean {
  const event = json(body);
  const chat = valueAt(event, "#/data/chat_id") ?? chatId;
  const isOwn = valueAt(event, "#/data/participant/is_me") !== false;
  return valueAt(event, "#/event_type") === REMOVED && `${chat}`.toLowerCase() === chatId.toLowerCase() && isOwn;
}
