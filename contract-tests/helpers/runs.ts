import fc from "fast-check";

/** Whether this is `npm run test:full`, which tries every case, or `npm test`, which is quick. */
export const full = Boolean(process.env.FULL);

/** How many cases a property is tried with. */
export const runs = (all: number, quick: number) => (full ? all : quick);

// One seed for all properties of a run; see vitest.config.ts. A property that fails prints it.
fc.configureGlobal({ seed: Number(process.env.SEED) });
