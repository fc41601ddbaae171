/** The gates that a mutant has to pass, in their order. */
export const GATES = ["lint", "reference page", "contract", "client", "types"] as const;
export type GateName = (typeof GATES)[number];

export interface Kill {
  gate: GateName;
  reason: string;
}

/** What a worker says of the mutant with this number; `ITSELF` is the contract as it is. */
export interface Verdict {
  index: number;
  kill: Kill | undefined;
  milliseconds: number;
}

export const ITSELF = -1;
