/** The window of the limit, in milliseconds. */
const WINDOW = 1_000;

/** Counts a request at each call, and returns whether it exceeds the limit for its second. */
export function rateLimiter(limit = Number.POSITIVE_INFINITY): () => boolean {
  let start = 0;
  let count = 0;
  return () => {
    const now = Date.now();
    if (now - start >= WINDOW || now < start) {
      start = now;
      count = 0;
    }
    return ++count > limit;
  };
}
