import fc from "fast-check";

/** Whether this is `npm run test:full`, which tries all that it can, or `npm test`, which is quick. */
export const full = Boolean(process.env.FULL);

/** How many cases a property is tried with. */
export const runs = (all: number, quick: number) => (full ? all : quick);

/** The same for all properties of a run, and printed, so that a run can be repeated: `SEED=<number>`. */
export const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);

fc.configureGlobal({ seed });
console.log(`Properties are tried with SEED=${seed}.`);
