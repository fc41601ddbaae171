/** The gates that a mutant must pass, in order. */
export const GATES = ["lint", "reference page", "contract", "client", "types"] as const;
export type GateName = (typeof GATES)[number];

export interface Kill {
  gate: GateName;
  reason: string;
}

export interface Verdict {
  kill: Kill | undefined;
  milliseconds: number;
}
