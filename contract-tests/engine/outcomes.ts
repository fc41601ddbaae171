/** The documented responses and events, as listed by `npm run generate`. */
import { outcomes } from "../../generated/outcomes.js";

export { events, outcomes } from "../../generated/outcomes.js";
export type Outcome = (typeof outcomes)[number];

/** The response of `leaveChat` whose example has this name, and the chat id that asks for it. */
export function leaveOutcome(example: string) {
  const outcome = outcomes.find((one) => one.operation === "leaveChat" && one.example === example);
  if (!outcome) throw new Error(`leaveChat documents no example ${example}.`);
  return withChatId(outcome);
}

export const leaveOutcomes = outcomes.filter(({ operation }) => operation === "leaveChat").map(withChatId);

function withChatId({ example: name = "", request, status, body }: Outcome) {
  return {
    name,
    chatId: `${request.path.chatId}`,
    status,
    body: body as { error?: { code: number; message: string } },
  };
}
