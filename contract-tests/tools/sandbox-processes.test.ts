import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { leaveOutcome } from "../engine/outcomes.js";
import { full } from "../helpers/full-mode.js";
import { command } from "../helpers/linq-openapi-command.js";
import { secret, startReceiver } from "../helpers/receiver.js";
import { isRunning, prismsOf } from "../helpers/running-processes.js";
import { soon } from "../helpers/time-limit.js";

const accepted = leaveOutcome("accepted");
const chatUnavailable = leaveOutcome("chatUnavailable");
const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

async function leave(url: string): Promise<number> {
  const init = { method: "POST", headers: { authorization: "Bearer any-key" } };
  return (await fetch(`${url}/v3/chats/550e8400-e29b-41d4-a716-446655440000/leave`, init)).status;
}

const leaves = 1_000;

test
  .runIf(full)
  .concurrent(
    "1000 leaves: none lost, none wrong, and afterwards no port, process, timer or warning is left",
    async ({ onTestFinished }) => {
      const child = fork(path("many-leaves-process.ts"), [`${leaves}`], {
        execArgv: ["--import", "tsx"],
        silent: true,
      });
      onTestFinished(() => void child.kill("SIGKILL"));
      const ending = Promise.all([once(child, "exit"), text(child.stderr as never)]);
      const [{ url, ...seen }] = await once(child, "message");
      expect(seen).toEqual({
        answers: { [`${accepted.status} ${JSON.stringify({ ...accepted.body, trace_id: "its trace id" })}`]: leaves },
        chats: leaves,
        delivered: leaves,
        chatsOfEvents: leaves,
        idsOfEvents: leaves,
      });
      const [[code], errors] = await ending;
      expect([code, errors]).toEqual([0, ""]);
      await expect(leave(url)).rejects.toThrow();
    },
  );

test
  .runIf(full)
  .concurrent(
    "the command replaces a Prism that is killed, keeps the chats, and takes Prism with it when it is killed itself",
    async ({ onTestFinished }) => {
      const receiver = await startReceiver();
      onTestFinished(receiver.stop);
      const options = ["--port", "0", "--delay", "0", "--webhook-url", receiver.url, "--webhook-secret", secret];
      const [program, ...args] = command;
      const child = spawn(program, [...args, "sandbox", ...options]);
      onTestFinished(() => void child.kill("SIGKILL"));
      const url = await urlIn(child.stdout);
      expect(await leave(url)).toBe(accepted.status);
      await vi.waitFor(() => expect(receiver.received).toHaveLength(1), soon);

      const [first] = (await prismsOf(child.pid)) as [number];
      process.kill(first, "SIGKILL");
      await vi.waitFor(async () => expect(await leave(url)).toBe(chatUnavailable.status), soon);

      const [second] = (await prismsOf(child.pid)) as [number];
      expect(second).not.toBe(first);
      child.kill("SIGKILL");
      await vi.waitFor(async () => expect(await isRunning(second)).toBe(false), soon);
      await expect(leave(url)).rejects.toThrow();
    },
  );

/** The sandbox's URL, once it is printed. Keeps reading, because a process that cannot write its log ends. */
function urlIn(output: Readable): Promise<string> {
  let log = "";
  return new Promise((resolve, reject) => {
    output.on("data", (chunk) => {
      log += chunk;
      const url = /The sandbox is running at (\S+)\. Try:[\s\S]*Stop it with/.exec(log)?.[1];
      if (url) resolve(url);
    });
    output.on("end", () => reject(new Error(`The sandbox ended: ${log}`)));
  });
}
