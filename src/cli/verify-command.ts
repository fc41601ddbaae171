import { text } from "node:stream/consumers";
import { readArguments } from "./arguments.js";
import { parsePort } from "./parse-port.js";
import { progressTo, report, reportFlags, reportHelp } from "./report-outputs.js";

const help = `Usage: linq-openapi verify <url> [options]

Checks a deployment against the contract. Nothing changes there unless you name
a chat. Without the API key in LINQ_API_V3_API_KEY, no request is authenticated.

  --leave <chatId>       really leave this chat
  --known <name>=<id>    an id that leads to the error with this example name:
                         groupChatsOnly=<chatId>; repeatable
  --webhook-port <port>  receive the webhook of the leave on this local port;
                         its secret is in LINQ_WEBHOOK_SECRET
  --webhook-body         read the webhook's body from standard input instead
  --webhook-timeout <s>  how long to wait for the webhook (default: 60)
  --timeout <s>          how long to wait for a response (default: 10)
  --mock, --no-mock      whether the target is a mock (default: on 127.0.0.1)
  --production           allow Linq's production API as the target
  --allow-insecure-http  allow plain http to other machines
${reportHelp}`;

export const verify = {
  summary: "check whether a deployment conforms to the contract",

  run: (args: string[]) =>
    report(async () => {
      const { values, positionals } = readArguments(
        "verify",
        args,
        {
          ...reportFlags,
          leave: { type: "string" },
          known: { type: "string", multiple: true },
          "webhook-port": { type: "string" },
          "webhook-body": { type: "boolean" },
          "webhook-timeout": { type: "string", default: "60" },
          timeout: { type: "string", default: "10" },
          mock: { type: "boolean" },
          "no-mock": { type: "boolean" },
          production: { type: "boolean" },
          "allow-insecure-http": { type: "boolean" },
        },
        1,
      );
      if (values.help) return console.log(help);
      const [url] = positionals;
      if (url === undefined) throw new Error("verify takes a base URL. See linq-openapi verify --help.");
      const { LINQ_API_V3_API_KEY, LINQ_WEBHOOK_SECRET } = process.env;
      const options = {
        url,
        apiKey: LINQ_API_V3_API_KEY || undefined,
        leaveChatId: values.leave,
        known: readKnown(values.known),
        webhook: readWebhook(values["webhook-port"], LINQ_WEBHOOK_SECRET),
        webhookBody: values["webhook-body"] ? () => text(process.stdin) : undefined,
        webhookTimeout: readSeconds("webhook-timeout", values["webhook-timeout"]),
        timeout: readSeconds("timeout", values.timeout),
        mock: values["no-mock"] ? false : values.mock,
        allowProduction: values.production,
        allowInsecureHttp: values["allow-insecure-http"],
        onProgress: progressTo(values),
      };
      // A webhook body that never arrives must not keep the process alive.
      const end = () => void (options.webhookBody && process.stdin.destroy());
      return { outputs: values, make: ({ verifyDeployment }) => verifyDeployment(options).finally(end) };
    }),
};

function readKnown(pairs: string[] = []): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, id] = /^(\w+)=(.+)$/.exec(pair) ?? [];
      if (name === undefined || id === undefined) {
        throw new Error(`--known takes <name>=<id>, not ${JSON.stringify(pair)}.`);
      }
      return [name, id];
    }),
  );
}

function readWebhook(port: string | undefined, secret: string | undefined) {
  if (port === undefined) return undefined;
  if (!secret) throw new Error("--webhook-port needs the subscription's secret in LINQ_WEBHOOK_SECRET.");
  return { port: parsePort(port, "webhook-port"), secret };
}

function readSeconds(flag: string, text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 3600)) {
    throw new Error(`--${flag} takes a number of seconds up to 3600, not ${JSON.stringify(text)}.`);
  }
  return value * 1000;
}
