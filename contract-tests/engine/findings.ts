/** What the suite found: one promise of the contract that was not kept. */
export interface Finding {
  cause: Cause;
  /** The check, then the place: `leaveChat › 409 › chatUnavailable: body/error/code`. */
  where: string;
  expected: string;
  got: string;
  blame: Blame;
  /** The trace id of the exchange, for the provider's support. */
  traceId?: string;
}

export type Cause =
  | "no answer"
  | "not the API's answer"
  | "undocumented status"
  | "wrong status"
  | "media type"
  | "body"
  | "header"
  | "envelope"
  | "not the example"
  | "client outcome"
  | "the oracles disagree"
  | "unsound contract";

/** Who has to mend it, as far as that can be told from outside. */
export type Blame = "provider" | "spec" | "provider or spec" | "client" | "suite" | "network";

/** A fault of the contract itself. */
export function unsound(where: string, expected: string, got: string): Finding {
  return { cause: "unsound contract", where, expected, got, blame: "spec" };
}

export function describe({ cause, where, expected, got, blame, traceId }: Finding): string {
  const trace = traceId === undefined ? "" : `\n  trace id  ${traceId}`;
  return `${cause} at ${where}\n  expected  ${expected}\n  got       ${got}\n  blame     ${blame}${trace}`;
}
