type Call = () => Promise<unknown>;

export interface Sample {
  /** Wall-clock time in microseconds. */
  wall: number;
  /** CPU time of this process in microseconds. */
  cpu: number;
}

export function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] as number;
}

/** Runs the calls in turn, round by round, so that other load on the machine affects all of them equally. */
export async function inTurns<Name extends string>(
  calls: Record<Name, Call>,
  { rounds, perRound, onRound }: { rounds: number; perRound: number; onRound?: (round: number) => void },
): Promise<Record<Name, Sample>> {
  const names = Object.keys(calls) as Name[];
  const samples = new Map<Name, Sample[]>(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const sample = await time(async () => {
        for (let index = 0; index < perRound; index++) await calls[name]();
      }, perRound);
      // The first round warms up.
      if (round >= 0) samples.get(name)?.push(sample);
    }
    onRound?.(round + 1);
  }
  return Object.fromEntries(names.map((name) => [name, medians(samples.get(name) ?? [])])) as Record<Name, Sample>;
}

export async function time(work: Call, calls = 1): Promise<Sample> {
  const [start, startCpu] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(startCpu);
  return { wall: ((performance.now() - start) * 1000) / calls, cpu: (user + system) / calls };
}

function medians(samples: Sample[]): Sample {
  return { wall: median(samples.map(({ wall }) => wall)), cpu: median(samples.map(({ cpu }) => cpu)) };
}
