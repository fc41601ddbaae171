/** Collects verdicts on numbered mutants from one process per core. */
import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";

/** The messages of a worker: first that it is ready, then one verdict for each number. */
export type Message<Verdict> = { ready: true } | { verdict: Verdict } | { problem: string };

/** The time limit for a worker to load its tools and judge the contract itself, in milliseconds. */
const START_LIMIT = 600_000;
/** The time limit for one verdict of a ready worker, in milliseconds. */
const TIME_LIMIT = 120_000;

/** The verdicts, in the order of the numbers. Each worker takes the next number when it is done. */
export async function judgeAll<Verdict>(worker: URL, count: number): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  let next = 0;
  const work = async () => {
    const child = fork(worker);
    try {
      await message(child, START_LIMIT, "The worker did not start");
      while (next < count) {
        const number = next++;
        child.send(number, () => {});
        verdicts[number] = (await message<Verdict>(child, TIME_LIMIT, `No verdict on mutant ${number}`)) as Verdict;
      }
    } finally {
      child.kill();
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, availableParallelism()) }, work));
  return verdicts;
}

/** The verdict in the next message, if it has one. */
function message<Verdict>(child: ChildProcess, limit: number, failure: string): Promise<Verdict | undefined> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void) => {
      clearTimeout(timer);
      child.off("exit", exited).off("message", received);
      outcome();
    };
    const exited = (code: number) => settle(() => reject(new Error(`${failure}: the worker exited with ${code}.`)));
    const received = (one: Message<Verdict>) =>
      settle(() => {
        if ("problem" in one) reject(new Error(one.problem));
        else resolve("verdict" in one ? one.verdict : undefined);
      });
    const timer = setTimeout(() => settle(() => reject(new Error(`${failure} within ${limit / 1000} s.`))), limit);
    child.once("exit", exited).once("message", received);
  });
}

/** Runs as a worker: `start` returns the function that judges the mutant with a number. */
export async function work<Verdict>(start: () => Promise<(number: number) => Promise<Verdict>>): Promise<void> {
  const send = (one: Message<Verdict>) => process.send?.(one);
  process.on("disconnect", () => process.exit());
  try {
    const judge = await start();
    process.on("message", (number: number) =>
      judge(number).then(
        (verdict) => send({ verdict }),
        (error: Error) => send({ problem: error.message }),
      ),
    );
    send({ ready: true });
  } catch (error) {
    send({ problem: (error as Error).message });
  }
}
