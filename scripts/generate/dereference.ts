/**
 * A document with each `$ref` replaced by its target in the document. For documents without cycles.
 *
 * @param follow whether to replace a reference @default all of them
 */
export function dereference(document: unknown, follow = (_reference: string): boolean => true): unknown {
  const resolve = (node: unknown): unknown => {
    if (typeof node !== "object" || node === null) return node;
    if (Array.isArray(node)) return node.map(resolve);
    if ("$ref" in node && follow(node.$ref as string)) return resolve(at(document, node.$ref as string));
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  };
  return resolve(document);
}

/** The node that a reference into the document, such as `#/paths/~1v3`, points to. */
export function at(document: unknown, reference: string): unknown {
  const steps = reference.slice("#/".length).split("/");
  return steps.reduce<unknown>((node, step) => {
    const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
    return (node as Record<string, unknown> | undefined)?.[key];
  }, document);
}
