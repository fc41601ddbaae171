import { isLoopback } from "../hostname.js";

/** Warns if other machines can reach a server. */
export function warnIfOpen(host: string, what: string): void {
  if (isLoopback(host)) return;
  console.error(
    `Warning: the ${what} is listening on ${host}. Anyone who can reach this machine over the network can use it.`,
  );
}
