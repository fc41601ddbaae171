import fc from "fast-check";

/** How many cases a property is tried with: `FULL=1` asks for the full run. */
export const runs = (full: number, quick: number) => (process.env.FULL ? full : quick);

/** The same for all properties of a run, and printed, so that a run can be repeated: `SEED=<number>`. */
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

fc.configureGlobal({ seed });
console.log(`Properties are tried with SEED=${seed}.`);
