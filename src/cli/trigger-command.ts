import { randomUUID } from "node:crypto";
import { isWebhookFault, webhookFaults, webhooksOf } from "../sandbox/webhook-faults.js";
import { LEAVE } from "../testing/leave-names.js";
import { conforms } from "../validate.js";
import { signWebhook } from "../webhooks/sign.js";
import { readArguments } from "./arguments.js";

/** How long a receiver may take to respond, in milliseconds. */
const ANSWER_LIMIT = 10_000;
/** Signs forged webhooks. */
const WRONG_SECRET = `whsec_${btoa("not the secret of this receiver!")}`;
const NO_SECRET =
  "--secret is missing, and so is the variable LINQ_WEBHOOK_SECRET: the secret of your subscription, whsec_ followed by base64.";
const faults = Object.entries(webhookFaults);

const help = `Usage: linq-openapi trigger ${LEAVE.event} --to <url> [options]

Signs a webhook about your own leave of a chat and sends it to your receiver.

  --to <url>         your receiver
  --secret <secret>  signs it (default: the variable LINQ_WEBHOOK_SECRET)
  --chat <id>        the chat (default: a random one)
  --fault <name>     what goes wrong:
${faults.map(([name]) => `                       ${name}`).join("\n")}
  --help             show this help

Exit code: 0 if each webhook gets a 2xx response, 1 if one does not, or if none
could be sent. Forged and late webhooks do not count: receivers refuse them.`;

export const trigger = {
  summary: "send a signed webhook to your receiver",

  async run(args: string[]): Promise<void> {
    const { values, positionals } = readArguments(
      "trigger",
      args,
      {
        to: { type: "string" },
        secret: { type: "string", default: process.env.LINQ_WEBHOOK_SECRET ?? "" },
        chat: { type: "string", default: randomUUID() },
        fault: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
      1,
    );
    if (values.help) return console.log(help);

    const [event] = positionals;
    const { secret, chat, fault } = values;
    if (event !== LEAVE.event) {
      throw new Error(
        `${event === undefined ? "Name the event: " : `Unknown event ${JSON.stringify(event)}. Available: `}${LEAVE.event}.`,
      );
    }
    const url = readUrl(values.to);
    if (!secret) throw new Error(NO_SECRET);
    if (fault !== undefined && !isWebhookFault(fault)) {
      throw new Error(`Unknown fault ${JSON.stringify(fault)}. Available: ${faults.map(([name]) => name).join(", ")}.`);
    }
    if (!conforms({ type: "string", format: "uuid" }, chat)) {
      throw new Error(`--chat takes a chat id (a UUID), not ${JSON.stringify(chat)}.`);
    }
    let isRefused = false;
    for (const { event, age = 0, isForged } of webhooksOf(chat, fault)) {
      const at = new Date(Date.now() - age);
      const signed = signWebhook(event, { secret: isForged ? WRONG_SECRET : secret, at });
      const notes = [isForged && "forged", age > 0 && `signed ${age / 60_000} minutes ago`].filter(Boolean).join(", ");
      const status = await post(url, signed);
      console.log(`${event.event_type} ${event.event_id}${notes && ` (${notes})`} → ${status}`);
      const mustBeAccepted = !isForged && age === 0;
      if (mustBeAccepted && status >= 300) isRefused = true;
    }
    if (isRefused) throw new Error("Your receiver must respond to each genuine webhook with 2xx.");
  },
};

/** The status of the response. */
async function post(url: URL, signed: { headers: Record<string, string>; body: string }): Promise<number> {
  try {
    const init = { method: "POST", redirect: "manual", signal: AbortSignal.timeout(ANSWER_LIMIT), ...signed } as const;
    const response = await fetch(url, init);
    await response.arrayBuffer();
    return response.status;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    const why =
      name === "TimeoutError" ? `within ${ANSWER_LIMIT / 1000} s` : `(${cause?.code ?? (error as Error).message})`;
    throw new Error(`No response from ${url} ${why}. Is your receiver running?`);
  }
}

function readUrl(text: string | undefined): URL {
  const url = text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
  if (url && /^https?:$/.test(url.protocol)) return url;
  throw new Error(`--to takes the URL of your receiver, such as http://127.0.0.1:3000/webhooks.`);
}
