import { startMock } from "../mock.js";
import { readArguments } from "./arguments.js";
import { warnIfOpen } from "./listening.js";
import { parsePort } from "./parse-port.js";
import { serveUntilStopped } from "./serve-until-stopped.js";

const help = `Usage: linq-openapi mock [options]

Serves the contract with Prism: any documented response on demand, chosen by the
Prefer header.

  --port <number>   the port to listen on; 0 picks a free one (default: 4010)
  --host <address>  the address to listen on; 0.0.0.0 is open to other machines
                    (default: 127.0.0.1)
  --help            show this help`;

export const mock = {
  summary: "serve the contract: any documented response on demand",

  async run(args: string[]): Promise<void> {
    const { values } = readArguments("mock", args, {
      port: { type: "string", default: "4010" },
      host: { type: "string", default: "127.0.0.1" },
      help: { type: "boolean", short: "h" },
    });
    if (values.help) return console.log(help);

    const { host } = values;
    const server = await startMock({ port: parsePort(values.port), host, onLog: (line) => console.log(line) });
    // Before the message below, because a reader may stop the server as soon as it says that it is running.
    const stopped = serveUntilStopped(server);
    warnIfOpen(host, "mock");
    console.log(`
The mock is running at ${server.url}. Try:

${examples(server.url).join("\n\n")}

Stop it with Ctrl-C.
`);
    await stopped;
  },
};

function examples(url: string): string[] {
  const leave = `curl -i -X POST ${url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`;
  const key = `-H "Authorization: Bearer any-key"`;
  return [`${leave} ${key}`, `${leave} ${key} -H "Prefer: code=409, example=chatStillBeingCreated"`, leave];
}
