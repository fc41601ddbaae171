import { isIP } from "node:net";

/** This machine only. */
export const LOOPBACK = "127.0.0.1";
const EVERY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": LOOPBACK, "::": "::1" };

/** Whether only programs on this machine reach a server on that host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/** The URL by which this machine reaches a server that listens there. */
export function reachable(host: string, port: number): string {
  const address = EVERY_ADDRESS[host] ?? host;
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
