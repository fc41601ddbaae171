import { randomInt } from "node:crypto";
import { listens } from "./started-programs.js";

/**
 * A free port, for a server whose port must be known before it listens. It is below the range that the system uses for port 0, so nothing
 * else takes it first.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (!(await listens(`http://127.0.0.1:${port}`))) return port;
  }
}
