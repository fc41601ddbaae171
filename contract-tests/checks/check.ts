import type { Send } from "../engine/exchange.js";
import type { Finding } from "../engine/findings.js";

export interface Check {
  /** `leaveChat › 409 › chatUnavailable`. */
  name: string;
  /** The coverage cells that a pass fills; see `coverage/cells.ts`. */
  covers: string[];
  run(send: Send): Promise<Finding[]>;
}

/** A check that sends nothing. */
export function check(name: string, findings: () => Finding[] | Promise<Finding[]>, covers: string[] = []): Check {
  return { name, covers, run: async () => findings() };
}
