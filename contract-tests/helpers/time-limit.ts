/** The time limit for work that takes milliseconds on an idle machine: so long that only a hang reaches it. */
export const LIMIT = 240_000;

/** For `vi.waitFor`. */
export const soon = { timeout: LIMIT, interval: 20 };
