import { startPrism } from "../prism.js";
import type { SandboxOptions } from "./options.js";
import { type Sandbox, startSandboxOn } from "./sandbox.js";

export type { JournalEntry } from "../testing/request-journal.js";
export type { SandboxEvent } from "./delivery.js";
export type { SandboxOptions } from "./options.js";
export type { Sandbox, SandboxAnswer } from "./sandbox.js";

/**
 * Starts a stand-in for Linq that behaves like it: a leave is accepted once, a signed webhook follows, and from then on the chat is
 * unavailable. Prism responds, so every request is checked and every body is from the contract; the sandbox chooses the response. It is
 *
 * 1. 429, beyond `rateLimit`,
 * 2. the response that the request itself asks for with `Prefer`,
 * 3. the response or fault that `next` queued for the chat,
 * 4. `chatUnavailable`, once a leave of the chat has been accepted,
 * 5. the response that the contract's examples pair with the chat's id, or the fault with this id,
 * 6. the first success: any other UUID is a group chat that can be left.
 *
 * `GET /sandbox` shows the possible responses and what has happened. The sandbox never outlives the process that started it.
 *
 * @throws Error if an option is wrong, the port is taken, the host is not this machine's, or Prism is not installed or does not start within 60 seconds.
 */
export function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandboxOn(startPrism, options);
}
