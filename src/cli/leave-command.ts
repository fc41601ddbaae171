import { constants } from "node:os";
import { setFlagsFromString } from "node:v8";
import { readArguments } from "./arguments.js";
import { readChatIds } from "./leave/chat-ids.js";
import { leaveChats, type Run } from "./leave/leave-chats.js";
import { type Journal, openJournal, unwritable } from "./leave/leave-journal.js";
import { createGate } from "./leave/pause-gate.js";
import { showProgress, type Tally } from "./leave/progress.js";
import { isDone, type Result } from "./leave/result.js";
import { summary } from "./leave/summary.js";
import { printer } from "./printer.js";

const help = `Usage: linq-openapi leave [<chatId>…] [options]

Leaves group chats. Takes chat ids as arguments, or one per line in a file or on
standard input, where text after a # is ignored. Prints a line of JSON for each
chat as soon as its outcome is known: accepted, unavailable (for example because
you already left it), or failed. The API key comes from LINQ_API_V3_API_KEY; to
try this with a sandbox, set LINQ_API_V3_BASE_URL to the sandbox's URL.

  --file <file>      a file with one chat id per line; - is standard input
  --resume <file>    records the results in this file and skips the chats that
                     it lists as done; to continue, repeat the command
  --concurrency <n>  how many chats to leave at the same time (default: 8)
  --allow-insecure-http
                     allow plain http to other machines
  --help             show this help

When Linq asks one request to wait, all of them wait. Exit code: 0 if all chats
are done, 1 if some failed or the command could not start, 2 if it stopped
early, 130 after Ctrl-C. For several machines, see examples/many-workers.`;

const MOST = 100;
const SIGNALS: NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];
/** Exit codes. */
const FAILED = 1;
const STOPPED = 2;

export const leave = {
  summary: "leave many chats, and resume where an earlier run ended",

  async run(args: string[]): Promise<void> {
    const options = {
      file: { type: "string" },
      resume: { type: "string" },
      concurrency: { type: "string", default: "8" },
      "allow-insecure-http": { type: "boolean" },
      help: { type: "boolean", short: "h" },
    } as const;
    const { values, positionals } = readArguments("leave", args, options, Number.POSITIVE_INFINITY);
    if (values.help) return console.log(help);

    if (!process.env.LINQ_API_V3_API_KEY)
      throw new Error("No API key: set the environment variable LINQ_API_V3_API_KEY.");
    const concurrency = parseConcurrency(values.concurrency);
    const client = { allowInsecureHttp: values["allow-insecure-http"] };
    const chatIds = await readChatIds(positionals, values.file);
    const journal = values.resume === undefined ? undefined : openJournal(values.resume);
    try {
      process.exitCode = await leaveAll(chatIds, { client, concurrency }, journal);
    } catch (error) {
      // The client names its option, which is a flag here.
      throw new Error((error as Error).message.replace("allowInsecureHttp: true", "--allow-insecure-http"));
    } finally {
      journal?.close();
    }
  },
};

/** @returns the exit code */
async function leaveAll(
  chatIds: string[],
  options: Pick<Run, "client" | "concurrency">,
  journal: Journal | undefined,
): Promise<number> {
  // Collects the garbage of thousands of requests early, so a long run takes no more memory than a short one.
  setFlagsFromString("--optimize-for-size");
  const chats = chatIds.filter((id) => !journal?.done.has(id.toLowerCase()));
  const tally: Tally = { total: chats.length, skipped: chatIds.length - chats.length, done: 0, failed: 0 };
  const stop = new AbortController();
  const gate = createGate(stop.signal);
  // A second signal ends the process as usual.
  for (const signal of SIGNALS) process.once(signal, () => stop.abort(signal));
  const progress = showProgress(process.stderr, tally, gate.remaining);
  const print = printer(process.stdout);

  async function report(result: Result): Promise<void> {
    const line = `${JSON.stringify(result)}\n`;
    journal?.append(line);
    if (process.stdout.isTTY) progress.hide();
    await print(line).catch((error) => {
      throw unwritable("standard output", error);
    });
    tally[isDone(result) ? "done" : "failed"]++;
  }

  try {
    const underWay = await leaveChats(chats, { ...options, gate, stop, report });
    progress.stop();
    const { aborted, reason } = stop.signal;
    console.error(summary(tally, aborted ? { reason, underWay, isKept: journal !== undefined } : undefined));
    if (aborted) return SIGNALS.includes(reason) ? 128 + constants.signals[reason as NodeJS.Signals] : STOPPED;
    return tally.failed > 0 ? FAILED : 0;
  } finally {
    progress.stop();
  }
}

function parseConcurrency(text: string): number {
  if (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= MOST) return Number(text);
  throw new Error(`--concurrency takes a whole number from 1 to ${MOST}, not ${JSON.stringify(text)}.`);
}
