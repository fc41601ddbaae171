import { randomInt } from "node:crypto";
import { listens } from "./started-programs.js";

/**
 * A port that nothing listens on, for a server whose port must be known before it listens. It is below those that the system
 * hands out for port 0, so that nothing else gets it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (!(await listens(`http://127.0.0.1:${port}`))) return port;
  }
}
