/** The time limit for what takes milliseconds on an idle machine: long enough that only a hang reaches it. */
export const LIMIT = 240_000;

/** For `vi.waitFor`. */
export const soon = { timeout: LIMIT, interval: 20 };
