import { parseArgs } from "node:util";
import { type SandboxOptions, startSandbox } from "../sandbox/index.js";
import { parsePort } from "./parse-port.js";
import { serveUntilStopped } from "./serve-until-stopped.js";

const help = `Usage: linq-openapi sandbox [options]

A stand-in for Linq on 127.0.0.1 that behaves like it: a leave is accepted once, a signed webhook follows, and then the chat is unavailable.

  --port <number>            the port to listen on; 0 takes a free one (default: 4011)
  --webhook-url <url>        where participant.removed is delivered; needs --webhook-secret
  --webhook-secret <secret>  what signs it: whsec_ and base64
  --delay <milliseconds>     from the acceptance of a leave to its webhook (default: 1000)
  --help                     this text`;

export const sandbox = {
  summary: "behave like Linq: a leave, its webhook, then 409",

  async run(args: string[]): Promise<void> {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: "string", default: "4011" },
        "webhook-url": { type: "string" },
        "webhook-secret": { type: "string" },
        delay: { type: "string", default: "1000" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) return console.log(help);

    const webhook = readWebhook(values["webhook-url"], values["webhook-secret"]);
    const server = await startSandbox({
      port: parsePort(values.port),
      webhook,
      delay: parseDelay(values.delay),
      onLog: (line) => console.log(line),
    });
    // Before anybody can read that it answers, and stop it.
    const stopped = serveUntilStopped(server);
    console.log(`
The sandbox answers at ${server.url}. Try:

${examples(server.url).join("\n\n")}

${webhook ? `Webhooks go to ${webhook.url}.` : "No webhook is sent; --webhook-url and --webhook-secret make it send them."}
Stop it with Ctrl-C.
`);
    await stopped;
  },
};

function readWebhook(url: string | undefined, secret: string | undefined): SandboxOptions["webhook"] {
  if (url === undefined && secret === undefined) return undefined;
  if (secret === undefined) throw new Error("--webhook-url needs --webhook-secret, which signs the webhooks.");
  if (url === undefined) throw new Error("--webhook-secret needs --webhook-url, where the webhooks go.");
  return { url, secret };
}

function parseDelay(text: string): number {
  if (!/^\d{1,9}$/.test(text)) {
    throw new Error(`--delay takes a whole number of milliseconds, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}

function examples(url: string): string[] {
  const leave = (chatId: string) =>
    `curl -i -X POST ${url}/v3/chats/${chatId}/leave -H "Authorization: Bearer any-key"`;
  return [
    `${leave("550e8400-e29b-41d4-a716-446655440000")}  # twice: 202, then 409`,
    `${leave("00000409-2009-4000-8000-000000000000")}  # an id of the contract has its answer`,
    `curl -i -X POST ${url}/sandbox/reset`,
  ];
}
