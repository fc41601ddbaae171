import { readArguments } from "./arguments.js";
import { progressTo, report, reportFlags, reportHelp } from "./report-outputs.js";

const help = `Usage: linq-openapi judge <traffic> [options]

Does recorded traffic keep the contract? Takes a HAR file, as browsers and
proxies write it, or NDJSON with an exchange a line. Nothing is sent. API keys
are replaced as the file is read.

${reportHelp}`;

export const judge = {
  summary: "check whether recorded traffic keeps the contract",

  run: (args: string[]) =>
    report(async () => {
      const { values, positionals } = readArguments("judge", args, reportFlags, 1);
      if (values.help) return console.log(help);
      const [traffic] = positionals;
      if (traffic === undefined) throw new Error("judge takes a HAR or NDJSON file. See linq-openapi judge --help.");
      return { outputs: values, make: ({ judgeTraffic }) => judgeTraffic({ traffic, onProgress: progressTo(values) }) };
    }),
};
