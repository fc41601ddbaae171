import {
  componentName,
  type Document,
  isReference,
  type LocatedOperation,
  operationsOf,
  schemaOf,
} from "./document.js";
import { code, reduced } from "./schemas.js";

/**
 * `generated/operations.ts`: what the client and the sandbox know about each operation.
 *
 * @param document with references to component schemas, and all others resolved
 */
export function operationsFile(document: Document): string {
  const operations = operationsOf(document.paths);
  const named = new Map(operations.map((one) => [one.operation.operationId, operationOf(one)]));
  const text = code(Object.fromEntries(named));
  const schemas = [...new Set(operations.flatMap(({ operation }) => successesOf(operation).map(([, name]) => name)))]
    .filter((name) => name !== null)
    .sort();
  const imports = schemas.length > 0 ? `import { ${schemas.join(", ")} } from "./schemas.js";\n` : "";
  return `import type { Operation } from "../src/operation.js";
${imports}
/** Where the API is in production, without \`/v3\`. */
export const server = ${JSON.stringify(document.servers[0]?.url)};

export const operations = ${text} as const satisfies Record<string, Operation>;
`;
}

function operationOf({ method, path, operation, parameters }: LocatedOperation): object {
  const inPath = parameters.filter((parameter) => parameter.in === "path");
  return {
    method,
    path,
    idempotent: operation["x-idempotent"] ?? false,
    takesBody: operation.requestBody !== undefined,
    pathParameters: Object.fromEntries(
      inPath.map(({ name, schema }) => [name, reduced(schema, `the parameter ${name} of ${operation.operationId}`)]),
    ),
    successes: Object.fromEntries(
      successesOf(operation).map(([status, name]) => [
        status,
        name && reduced({ $ref: `#/components/schemas/${name}` }, operation.operationId),
      ]),
    ),
  };
}

/** The name of the body's schema for each 2xx; `null` if there is no body. */
function successesOf({
  operationId,
  responses,
}: LocatedOperation["operation"]): [status: string, schema: string | null][] {
  return Object.entries(responses)
    .filter(([status]) => status.startsWith("2"))
    .map(([status, response]) => {
      const schema = schemaOf(response);
      if (schema === undefined) return [status, null];
      if (isReference(schema)) return [status, componentName(schema.$ref)];
      throw new Error(`${operationId}: put the schema of the ${status} response into openapi/components/schemas/.`);
    });
}
