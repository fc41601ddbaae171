/** What a `Prefer` header (RFC 7240) asks the mock for: `code=409, example=chatUnavailable`, or one of the two. */
export interface Preference {
  readonly code?: string | undefined;
  readonly example?: string | undefined;
}

/** `undefined` for a header that asks for neither. */
export function preferenceOf(header: string | null | undefined): Preference | undefined {
  if (!header) return undefined;
  const asked = new Map([...header.matchAll(/(\w+)\s*=\s*"?([^\s",;]+)/g)].map(([, name, value]) => [name, value]));
  const preference = { code: asked.get("code"), example: asked.get("example") };
  return preference.code === undefined && preference.example === undefined ? undefined : preference;
}
