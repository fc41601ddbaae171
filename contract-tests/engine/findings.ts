/** One promise of the contract that was not kept. */
export interface Finding {
  title: FindingTitle;
  /** The check, then the place: `leaveChat › 409 › chatUnavailable: body/error/code`. */
  location: string;
  expected: string;
  actual: string;
  owner: Owner;
  /** The trace id of the exchange, for the provider's support. */
  traceId?: string;
}

export type FindingTitle =
  | "No response"
  | "No webhook"
  | "Response is not the API's (gateway or mock)"
  | "Undocumented HTTP status code"
  | "Unexpected HTTP status code"
  | "Accepts requests without authentication"
  | "Accepts invalid requests"
  | "Accepts undocumented methods"
  | "Undocumented content type"
  | "Request violates schema"
  | "Response violates schema"
  | "Missing header"
  | "Header violates schema"
  | "Error envelope contradicts the response"
  | "Response differs from the documented example"
  | "Unexpected client result"
  | "Validators disagree"
  | "Spec defect";

/** Who must fix it, as far as that can be determined from outside. `provider or caller`: the caller's webhook secret may be wrong. */
export type Owner = "provider" | "spec" | "provider or spec" | "provider or caller" | "client" | "suite" | "network";

/** A defect of the contract itself. */
export function specDefect(location: string, expected: string, actual: string): Finding {
  return { title: "Spec defect", location, expected, actual, owner: "spec" };
}

export function formatFinding({ title, location, expected, actual, owner, traceId }: Finding): string {
  const trace = traceId === undefined ? "" : `\n  trace id  ${traceId}`;
  return `${title}\n  location  ${location}\n  expected  ${expected}\n  actual    ${actual}\n  owner     ${owner}${trace}`;
}
