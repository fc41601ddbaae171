/** A document with each `$ref` replaced by what it points at within the document. For documents without cycles. */
export function dereference(document: unknown): unknown {
  const resolve = (node: unknown): unknown => {
    if (typeof node !== "object" || node === null) return node;
    if (Array.isArray(node)) return node.map(resolve);
    if ("$ref" in node) return resolve(at(document, node.$ref as string));
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value)]));
  };
  return resolve(document);
}

function at(document: unknown, reference: string): unknown {
  const steps = reference.slice("#/".length).split("/");
  return steps.reduce<unknown>((node, step) => (node as Record<string, unknown>)[step], document);
}
