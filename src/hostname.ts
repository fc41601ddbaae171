import { isIP } from "node:net";

/** This machine only. */
export const LOOPBACK = "127.0.0.1";
const EVERY_ADDRESS: Readonly<Record<string, string>> = { "0.0.0.0": LOOPBACK, "::": "::1" };

/** Whether only programs on this machine can reach a server on this host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

/**
 * Whether a `Host` header is a name that anyone can own, such as `evil.example:4011`. Its owner can point it at this machine, and a web page
 * loaded under that name then has the same origin as a server here.
 */
export function isDomain(hostHeader: string): boolean {
  const url = `http://${hostHeader}`;
  const { hostname } = URL.canParse(url) ? new URL(url) : { hostname: "" };
  return hostname.includes(".") && !isIP(hostname) && !hostname.endsWith(".localhost");
}

/** The URL at which this machine reaches a server that listens there. */
export function reachable(host: string, port: number): string {
  const address = EVERY_ADDRESS[host] ?? host;
  return `http://${isIP(address) === 6 ? `[${address}]` : address}:${port}`;
}
