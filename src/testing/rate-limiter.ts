/** How long a limit holds, in milliseconds. */
const WINDOW = 1_000;

/** Counts a request at each call, and says whether it is one too many in its second. */
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
