import type { ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { SignedWebhook } from "linq-openapi/webhooks";
import { printed, start } from "../helpers/started-programs.js";
import type { StoreKind } from "./store-connections.js";

const program = fileURLToPath(new URL("receiver-process.ts", import.meta.url));

export interface ReceiverSettings {
  kind: StoreKind;
  port: number;
  /** In milliseconds. */
  lease: number;
  /** The name under which it records its work. */
  name: string;
  /** The share of its work that fails, from 0 to 1. @default 0 */
  failing?: number;
  /** Where each delivery hangs forever. @default nowhere */
  stuck?: "work" | "commit";
}

/** Starts a receiver in its own process, and waits until it listens. */
export async function startReceiver(settings: ReceiverSettings): Promise<ChildProcess> {
  const child = start(process.execPath, ["--import", "tsx", program, JSON.stringify(settings)]);
  await printed(child, /ready/);
  return child;
}

/** The status of the response, or "no response" if the receiver is gone or takes longer than Linq waits. */
export async function deliver(port: number, delivery: SignedWebhook): Promise<number | "no response"> {
  try {
    const init = { method: "POST", ...delivery, signal: AbortSignal.timeout(10_000) };
    return (await fetch(`http://127.0.0.1:${port}`, init)).status;
  } catch {
    return "no response";
  }
}
