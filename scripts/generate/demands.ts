import { type Document, type LocatedOperation, operationsOf, schemaOf } from "./document.js";
import { code, reduced } from "./schemas.js";

/**
 * `generated/demands.ts`: what the mock, the sandbox and the tests check in a request before they respond, apart from its path.
 *
 * @param document with references to component schemas, and all others resolved
 */
export function demandsFile(document: Document): string {
  const demands = operationsOf(document.paths).map((one) => [one.operation.operationId, demandsOf(one, document)]);
  const text = code(Object.fromEntries(demands));
  const schemas = Object.keys(document.components.schemas).filter((name) => new RegExp(`: ${name}\\b`).test(text));
  const imports = schemas.length > 0 ? `import { ${schemas.sort().join(", ")} } from "./schemas.js";\n` : "";
  return `import type { Demands } from "../src/outcome.js";
${imports}
export const demands: Readonly<Record<string, Demands>> = ${text};
`;
}

function demandsOf({ operation, parameters }: LocatedOperation, { security = [] }: Document): object {
  const { operationId, requestBody } = operation;
  const schema = requestBody && schemaOf(requestBody);
  const query = parameters
    .filter((parameter) => parameter.in === "query")
    .map(({ name, required = false, schema }) => [
      name,
      { required, schema: reduced(schema, `the parameter ${name} of ${operationId}`) },
    ]);
  return {
    secured: (operation.security ?? security).length > 0,
    query: Object.fromEntries(query),
    ...(schema && { body: { required: requestBody.required ?? false, schema: reduced(schema, operationId) } }),
  };
}
