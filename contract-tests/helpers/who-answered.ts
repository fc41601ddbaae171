/**
 * Whether an answer of the mock comes from the contract. For a path or a method that the contract does not have, and for a
 * request that breaks it, Prism makes up its own problem document or says so in `sl-violations`; its 404 is not the API's 404.
 */
export function isFromContract({ headers }: Response): boolean {
  return headers.get("content-type") === "application/json" && !headers.has("sl-violations");
}
