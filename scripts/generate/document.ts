/** The parts of the bundled OpenAPI document that the generated files use. */

export interface Reference {
  $ref: string;
}

export interface JsonSchema {
  [keyword: string]: unknown;
}

export interface Examples {
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

export interface Parameter extends Examples {
  name: string;
  in: "path" | "query" | "header" | "cookie";
  required?: boolean;
  schema: JsonSchema;
}

export interface Body {
  required?: boolean;
  content?: Record<string, Examples & { schema: JsonSchema }>;
}

export interface Response extends Body {
  headers?: Record<string, Examples>;
}

export interface OperationObject {
  operationId: string;
  "x-idempotent"?: boolean;
  security?: object[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, Response>;
}

export interface Document {
  servers: { url: string }[];
  security?: object[];
  paths: Record<string, PathItem>;
  webhooks?: Record<string, PathItem>;
  components: { schemas: Record<string, JsonSchema> };
}

type PathItem = { parameters?: Parameter[] } & Partial<Record<Method, OperationObject>>;

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"] as const;
type Method = (typeof METHODS)[number];

export interface LocatedOperation {
  /** The path, or the name of the webhook. */
  path: string;
  /** In capitals. */
  method: string;
  operation: OperationObject;
  /** The path's own parameters come first. */
  parameters: Parameter[];
}

/** The operations, in document order, of a document whose references are resolved. */
export function operationsOf(items: Record<string, PathItem> = {}): LocatedOperation[] {
  return Object.entries(items).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
      return [{ path, method: method.toUpperCase(), operation, parameters }];
    }),
  );
}

/** The JSON schema of a body; `undefined` if it has none. */
export function schemaOf({ content = {} }: Body): JsonSchema | undefined {
  return Object.values(content)[0]?.schema;
}

/** Each example with its name; a single `example` is called `example`. */
export function examplesOf({ example, examples = {} }: Examples): [name: string, value: unknown][] {
  const single: [string, unknown][] = example === undefined ? [] : [["example", example]];
  return [...single, ...Object.entries(examples).map(([name, { value }]): [string, unknown] => [name, value])];
}

export function isReference(value: unknown): value is Reference {
  return typeof value === "object" && value !== null && "$ref" in value;
}

/** `#/components/schemas/ErrorCode` → `ErrorCode`. */
export function componentName(reference: string): string {
  return reference.slice(reference.lastIndexOf("/") + 1);
}
