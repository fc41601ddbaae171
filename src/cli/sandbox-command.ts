import { type SandboxOptions, startSandbox } from "../sandbox/index.js";
import { readArguments, readWhole } from "./arguments.js";
import { warnIfOpen } from "./listening.js";
import { parsePort } from "./parse-port.js";
import { serveUntilStopped } from "./serve-until-stopped.js";

const help = `Usage: linq-openapi sandbox [options]

Behaves like Linq, offline: a leave is accepted once, a signed webhook follows,
and then the chat is unavailable. Open it in a browser to try each response.
GET /sandbox lists the response for each chat id, and what has happened.

  --port <number>            the port to listen on; 0 picks a free one (4011)
  --host <address>           the address to listen on (127.0.0.1)
  --webhook-url <url>        where webhooks go (its own page); needs
                             --webhook-secret
  --webhook-secret <secret>  signs the webhooks: whsec_ followed by base64
  --delay <ms>               time from accepting a leave to its webhook (1000)
  --retry-after <seconds>    the wait that 429 and 503 ask for (as documented)
  --rate-limit <number>      requests per second; the rest get 429 (none)
  --slow-answer <ms>         how long the fault slowAnswer takes (60000)
  --allow-origin <origin>    lets its pages use /sandbox; repeatable (none)
  --help                     show this help`;

export const sandbox = {
  summary: "behave like Linq: a leave, its webhook, then 409",

  async run(args: string[]): Promise<void> {
    const { values } = readArguments("sandbox", args, {
      port: { type: "string", default: "4011" },
      host: { type: "string", default: "127.0.0.1" },
      "webhook-url": { type: "string" },
      "webhook-secret": { type: "string" },
      delay: { type: "string" },
      "retry-after": { type: "string" },
      "rate-limit": { type: "string" },
      "slow-answer": { type: "string" },
      "allow-origin": { type: "string", multiple: true },
      help: { type: "boolean", short: "h" },
    });
    if (values.help) return console.log(help);

    const options: SandboxOptions = {
      port: parsePort(values.port),
      host: values.host,
      webhook: readWebhook(values["webhook-url"], values["webhook-secret"]),
      delay: readWhole("delay", values.delay, 0, "milliseconds"),
      retryAfter: readWhole("retry-after", values["retry-after"], 1, "seconds"),
      rateLimit: readWhole("rate-limit", values["rate-limit"], 1, "requests per second"),
      slowAnswer: readWhole("slow-answer", values["slow-answer"], 0, "milliseconds"),
      allowedOrigins: values["allow-origin"],
      onLog: (line) => console.log(line),
    };
    const server = await startSandbox(options);
    // Before the message below, because a reader may stop the server as soon as it says that it is running.
    const stopped = serveUntilStopped(server);
    warnIfOpen(values.host, "sandbox");
    const to = values["webhook-url"];
    console.log(`
The sandbox is running at ${server.url}. Try:

${examples(server.url).join("\n\n")}

Or open ${server.url} in a browser. ${to ? `Webhooks go to ${to}.` : `It shows the webhooks, too;\n--webhook-url and --webhook-secret send them to your receiver instead.`}
Stop it with Ctrl-C.
`);
    await stopped;
  },
};

function readWebhook(url: string | undefined, secret: string | undefined): SandboxOptions["webhook"] {
  if (url === undefined && secret === undefined) return "self";
  if (secret === undefined) throw new Error("--webhook-url needs --webhook-secret, which signs the webhooks.");
  if (url === undefined) throw new Error("--webhook-secret needs --webhook-url, where the webhooks go.");
  return { url, secret };
}

function examples(url: string): string[] {
  const leave = (chatId: string) =>
    `curl -i -X POST ${url}/v3/chats/${chatId}/leave -H "Authorization: Bearer any-key"`;
  return [
    `${leave("550e8400-e29b-41d4-a716-446655440000")}  # twice: 202, then 409`,
    `${leave("00000409-2009-4000-8000-000000000000")}  # an id from the contract gets its own response`,
    `curl ${url}/sandbox  # every response with its id, and what has happened`,
    `curl -i -X POST ${url}/sandbox/reset`,
  ];
}
