import { randomInt } from "node:crypto";
import { listens } from "./started-programs.js";

/**
 * A port that nothing listens on, for a server that must be named before it listens. It lies below those that the system
 * gives to whoever asks for any, so that nobody is given it meanwhile.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(10_000, 32_000);
    if (!(await listens(`http://127.0.0.1:${port}`))) return port;
  }
}
