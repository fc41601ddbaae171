import { assertReadable } from "../file-problem.js";
import { readArguments } from "./arguments.js";
import { progressTo, report, reportFlags, reportHelp } from "./report-outputs.js";

const help = `Usage: linq-openapi judge <traffic> [options]

Checks recorded traffic against the contract: a HAR file, as exported by
browsers and proxies, or NDJSON. Nothing is sent. No output shows an API key.
NDJSON has one exchange per line; both parts may have "headers" and a "body":

  {"request":{"method":"POST","url":"https://…"},"response":{"status":202}}

${reportHelp}`;

export const judge = {
  summary: "check whether recorded traffic conforms to the contract",

  run: (args: string[]) =>
    report(async () => {
      const { values, positionals } = readArguments("judge", args, reportFlags, 1);
      if (values.help) return console.log(help);
      const [traffic] = positionals;
      if (traffic === undefined) throw new Error("judge takes a HAR or NDJSON file. See linq-openapi judge --help.");
      await assertReadable(traffic);
      return { outputs: values, make: ({ judgeTraffic }) => judgeTraffic({ traffic, onProgress: progressTo(values) }) };
    }),
};
