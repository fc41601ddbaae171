import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import { signalGroup } from "../helpers/started-programs.js";

export interface Fleet {
  /** When each killed process was killed, in Unix milliseconds, by its name: `1.0` is the first process in place 1. */
  readonly kills: ReadonlyMap<string, number>;
  /** Kills one of the running processes, and starts another in its place. */
  killOne(): void;
  /** Ends all processes. Rejects if one could not be restarted. */
  stop(): Promise<void>;
}

interface Running {
  place: number;
  generation: number;
  child: ChildProcess;
}

/** Keeps `size` processes running. `launch` resolves when its process is ready. */
export async function startFleet(
  size: number,
  launch: (place: number, name: string) => Promise<ChildProcess>,
): Promise<Fleet> {
  const kills = new Map<string, number>();
  const running = new Map<string, Running>();
  const starts: Promise<void>[] = [];
  /** Kills that were due while no process was running. */
  let due = 0;

  async function start(place: number, generation: number): Promise<void> {
    const name = `${place}.${generation}`;
    running.set(name, { place, generation, child: await launch(place, name) });
    if (due === 0) return;
    due--;
    killOne();
  }

  function killOne(): void {
    if (running.size === 0) {
      due++;
      return;
    }
    const [name, { place, generation, child }] = [...running][randomInt(running.size)] as [string, Running];
    running.delete(name);
    const closed = once(child, "close");
    signalGroup(child, "SIGKILL");
    kills.set(name, Date.now());
    starts.push(closed.then(() => start(place, generation + 1)));
  }

  await Promise.all(Array.from({ length: size }, (_, place) => start(place, 0)));
  return {
    kills,
    killOne,
    async stop() {
      // Each may add another one, if a kill was due.
      for (const started of starts) await started;
      const ends = [...running.values()].map(async ({ child }) => {
        const closed = once(child, "close");
        signalGroup(child, "SIGTERM");
        await closed;
      });
      await Promise.all(ends);
    },
  };
}

/** Acts at `count` random moments during a long run, but never at its very end. Call the returned function with the progress. */
export function atRandomMoments(count: number, end: number, act: () => void): (progress: number) => void {
  const moments = Array.from({ length: count }, () => Math.random() * 0.95 * end).sort((a, b) => a - b);
  return (progress) => {
    while (moments.length > 0 && (moments[0] as number) <= progress) {
      moments.shift();
      act();
    }
  };
}
