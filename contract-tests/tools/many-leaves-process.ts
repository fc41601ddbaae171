/** Leaves the given number of chats in its own sandbox, stops it, and prints the results. After that, nothing may keep this process alive. */
import { randomUUID } from "node:crypto";
import { startSandbox } from "linq-openapi/sandbox";
import { secret, startReceiver } from "../helpers/receiver.js";

const count = Number(process.argv[2]);
const receiver = await startReceiver();
let taken = 0;
let allDelivered!: () => void;
const delivered = new Promise<void>((resolve) => {
  allDelivered = resolve;
});
const onLog = (line: string) => {
  if (line.startsWith("participant.removed") && line.endsWith("204") && ++taken === count) allDelivered();
};
const webhook = { url: receiver.url, secret };
const sandbox = await startSandbox({ port: 0, delay: 0, webhook, onLog });
const chats = Array.from({ length: count }, () => randomUUID());
const answers = new Map<string, number>();
const waiting = [...chats];

await Promise.all(Array.from({ length: 50 }, leaveChats));
await delivered;
const events = receiver.received.map(({ body }) => JSON.parse(body));
const seen = {
  answers: Object.fromEntries(answers),
  chats: [...sandbox.chats.values()].filter((state) => state === "left").length,
  delivered: sandbox.events.filter(({ state }) => state === "delivered").length,
  chatsOfEvents: new Set(events.map(({ data }) => data.chat_id)).size,
  idsOfEvents: new Set(events.map(({ event_id }) => event_id)).size,
};
await sandbox.stop();
await receiver.stop();
process.send?.({ ...seen, url: sandbox.url });
process.disconnect?.();

async function leaveChats(): Promise<void> {
  for (let chat = waiting.pop(); chat; chat = waiting.pop()) {
    const init = { method: "POST", headers: { authorization: "Bearer any-key" } };
    const response = await fetch(`${sandbox.url}/v3/chats/${chat}/leave`, init);
    const traceId = response.headers.get("x-trace-id") ?? "";
    const answer = `${response.status} ${(await response.text()).replace(traceId, "its trace id")}`;
    answers.set(answer, (answers.get(answer) ?? 0) + 1);
  }
}
