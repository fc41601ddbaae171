/**
 * Whether a response of the mock comes from the contract. For an undocumented path or method, and for an invalid request, Prism makes
 * up its own problem document or sets `sl-violations`; its 404 is not the API's 404.
 */
export function isFromContract({ headers }: Response): boolean {
  return headers.get("content-type") === "application/json" && !headers.has("sl-violations");
}
