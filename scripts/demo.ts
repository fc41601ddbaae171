/** `npm start`: leaves a chat, asks the mock for every documented response, and walks through a leave with the sandbox. */
import { inspect, isDeepStrictEqual, styleText } from "node:util";
import { createLinqClient, LinqApiError } from "linq-openapi";
import { startMock } from "linq-openapi/mock";
import { errorCodes } from "../generated/error-codes.js";
import { outcomes } from "../generated/outcomes.js";
import { table } from "./table.js";
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
  const rows = [["", "ANSWER", "STATUS", "CODE", "MESSAGE", "THE CLIENT GIVES"]];
  const findings: string[] = [];
  for (const outcome of outcomes.filter(({ operation }) => operation === "leaveChat")) {
    const [expected, got] = [documented(outcome), await met(outcome, baseUrl)];
    const wrong = (Object.keys(expected) as (keyof Answer)[]).filter(
      (part) => !isDeepStrictEqual(got[part], expected[part]),
    );
    for (const part of wrong) {
      findings.push(`${outcome.example}: ${part} is ${inspect(got[part])}, documented is ${inspect(expected[part])}`);
    }
    const { status, code, message, caller } = got;
    rows.push([wrong.length ? "✗" : "✓", `${outcome.example}`, `${status}`, `${code ?? ""}`, message ?? "", caller]);
  }

  console.log(
    `${bold("Every documented answer to POST /v3/chats/{chatId}/leave, asked for by name")}\n\n${table(rows)}\n`,
  );
  console.log(findings.length ? findings.join("\n") : "Each is as documented.");
  return findings.length === 0;
}

async function walkThroughALeave(): Promise<void> {
  console.log(`\n${bold("A leave from start to finish, with the sandbox in Linq's place")}\n`);
  await walkThrough((line) => console.log(line));
}

type Outcome = (typeof outcomes)[number];

/** What is compared of a response. */
interface Answer {
  status: number;
  code: number | undefined;
  message: string | undefined;
  caller: string;
  body: unknown;
}

function documented({ status, ...outcome }: Outcome): Answer {
  const body = outcome.body as { message?: string; error?: { code: number; message: string } };
  const { error } = body;
  if (!error) return { status, code: undefined, message: body.message, caller: "the answer", body };
  const isRetried = errorCodes[error.code]?.retry !== "never";
  return { status, code: error.code, message: error.message, caller: apiError(isRetried ? 3 : 1), body };
}

async function met({ request, status, example }: Outcome, baseUrl: string): Promise<Answer> {
  let last: Response | undefined;
  const linq = createLinqClient({
    apiKey: "any-key",
    baseUrl,
    clock: { now: Date.now, random: Math.random, sleep: async () => {} },
    async fetch(url, init) {
      const headers = new Headers(init.headers);
      headers.set("prefer", `code=${status}, example=${example}`);
      last = await fetch(url, { ...init, headers });
      return last;
    },
  });
  try {
    const body = await linq.leaveChat(`${request.path.chatId}`);
    return { status: last?.status ?? 0, code: undefined, message: body.message, caller: "the answer", body };
  } catch (error) {
    if (!(error instanceof LinqApiError)) throw error;
    const { status, code, body, attempts } = error;
    return { status, code, message: body.error.message, caller: apiError(attempts), body };
  }
}

function apiError(attempts: number): string {
  return attempts === 1 ? "LinqApiError at once" : `LinqApiError after ${attempts} attempts`;
}
