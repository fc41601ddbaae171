import fc from "fast-check";

/** Whether this is `npm run test:full`, which tries every case, or `npm test`, which is quick. */
export const full = Boolean(process.env.FULL);

/** How many cases a property is tested with. */
export const runs = (all: number, quick: number) => (full ? all : quick);

/** The seed of all properties of a run. A property that fails prints it. */
fc.configureGlobal({ seed: Number(process.env.SEED) });

/** Any character of Unicode. `unit: "binary"` of fast-check means the same, but first takes a second to list them all. */
export const character = fc
  .integer({ min: 0, max: 0x10ffff })
  .filter((code) => code < 0xd800 || code > 0xdfff)
  .map((code) => String.fromCodePoint(code));
