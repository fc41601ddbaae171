/** `npm start`: leaves a chat, gets every documented response from the mock, and walks through a leave with the sandbox. */
import { inspect, isDeepStrictEqual, styleText } from "node:util";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { startMock } from "linq-openapi/mock";
import { errorCodes } from "../generated/error-codes.js";
import { outcomes } from "../generated/outcomes.js";
import { table } from "./text-table.js";
import { walkThrough } from "./walkthrough.js";

const colours = process.stdout.isTTY && process.stdout.hasColors();
const bold = (text: string) => (colours ? styleText("bold", text) : text);

const mock = await startMock({ port: 0 });
let asDocumented: boolean;
try {
  await leaveChat(mock.url);
  asDocumented = await meetEveryAnswer(mock.url);
} finally {
  await mock.stop();
}
if (asDocumented) await walkThroughALeave();
else process.exitCode = 1;

async function leaveChat(baseUrl: string): Promise<void> {
  const linq = createLinqClient({ apiKey: "any-key", baseUrl });
  const chatId = "550e8400-e29b-41d4-a716-446655440000";
  const answer = await linq.leaveChat(chatId);
  console.log(`${bold(`await linq.leaveChat("${chatId}")`)}\n${inspect(answer)}\n`);
}

async function meetEveryAnswer(baseUrl: string): Promise<boolean> {
  const rows = [["", "EXAMPLE", "RESPONSE", "ATTEMPTS", "MESSAGE"]];
  const findings: string[] = [];
  for (const outcome of outcomes.filter(({ operation }) => operation === "leaveChat")) {
    const [expected, got] = [documented(outcome), await met(outcome, baseUrl)];
    const wrong = (Object.keys(expected) as (keyof Answer)[]).filter(
      (part) => !isDeepStrictEqual(got[part], expected[part]),
    );
    for (const part of wrong) {
      findings.push(
        `${outcome.example}: ${part} is ${inspect(got[part])}, but ${inspect(expected[part])} is documented`,
      );
    }
    const { status, code, attempts, message } = got;
    const answer = code === undefined ? `${status}` : `${status} / ${code}`;
    rows.push([wrong.length ? "✗" : "✓", `${outcome.example}`, answer, `${attempts}`, message ?? ""]);
  }

  const title = bold("Every documented response, as the client sees it");
  console.log(`${title}\n\n${table(rows, process.stdout.columns)}\n`);
  console.log(
    findings.length
      ? findings.join("\n")
      : "All are as documented. The client resolves for 202 and throws for the others.",
  );
  return findings.length === 0;
}

async function walkThroughALeave(): Promise<void> {
  console.log(`\n${bold("A leave from start to finish, with the sandbox in Linq's place")}\n`);
  await walkThrough((line) => console.log(line));
}

type Outcome = (typeof outcomes)[number];

/** The parts of a response that are compared. */
interface Answer {
  status: number;
  code: number | undefined;
  /** How many requests the client sends. */
  attempts: number;
  message: string | undefined;
  body: unknown;
}

function documented({ status, ...outcome }: Outcome): Answer {
  const body = outcome.body as { message?: string; error?: { code: number; message: string } };
  const { error } = body;
  if (!error) return { status, code: undefined, attempts: 1, message: body.message, body };
  const isRetried = errorCodes[error.code]?.retry !== "never";
  return { status, code: error.code, attempts: isRetried ? 3 : 1, message: error.message, body };
}

async function met({ request, status, example }: Outcome, baseUrl: string): Promise<Answer> {
  let sent = 0;
  let last: Response | undefined;
  const linq = createLinqClient({
    apiKey: "any-key",
    baseUrl,
    clock: { now: Date.now, random: Math.random, sleep: async () => {} },
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      headers.set("prefer", `code=${status}, example=${example}`);
      sent++;
      last = await fetch(url, { ...init, headers });
      return last;
    },
  });
  try {
    const body = await linq.leaveChat(`${request.path.chatId}`);
    return { status: last?.status ?? 0, code: undefined, attempts: sent, message: body.message, body };
  } catch (error) {
    if (!(error instanceof LinqApiError)) throw error;
    const { status, code, body } = error;
    return { status, code, attempts: sent, message: body.error.message, body };
  }
}
