import { isLoopback } from "../host.js";

/** Says so where a server can be reached from other machines. */
export function warnIfOpen(host: string, what: string): void {
  if (isLoopback(host)) return;
  console.error(`Warning: the ${what} listens on ${host}. Whoever reaches this machine over the network can use it.`);
}
