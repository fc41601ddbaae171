/** @throws Fault that names the first unknown option, and the one that was probably meant */
export function refuseUnknown(
  options: object,
  known: readonly string[],
  what: string,
  Fault: new (message: string) => Error,
): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const cure = meant(unknown.toLowerCase(), known);
  throw new Fault(
    `${unknown.slice(0, 50)} is not an option of ${what}; ${cure ? `did you mean ${cure}?` : `it takes ${known.join(", ")}`}`,
  );
}

function meant(name: string, known: readonly string[]): string | undefined {
  const edits = Math.min(3, Math.round(name.length / 3));
  return (
    known.find((one) => isWithin(0, name, one.toLowerCase())) ??
    known.find((one) => isWithin(edits, name, one.toLowerCase()) || (name && one.toLowerCase().endsWith(name)))
  );
}

/** Whether the texts are at most this many edits apart: a letter removed, added or replaced, or two swapped. */
function isWithin(edits: number, a: string, b: string): boolean {
  if (a === b) return true;
  if (a[0] === b[0]) return isWithin(edits, a.slice(1), b.slice(1));
  if (edits === 0) return false;
  const isSwap = a[0] === b[1] && a[1] === b[0];
  return (
    isWithin(edits - 1, a.slice(1), b) ||
    isWithin(edits - 1, a, b.slice(1)) ||
    isWithin(edits - 1, a.slice(1), b.slice(1)) ||
    (isSwap && isWithin(edits - 1, a.slice(2), b.slice(2)))
  );
}
