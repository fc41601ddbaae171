import openapiTS, { astToString } from "openapi-typescript";
import ts from "typescript";

/** `generated/schema.ts`: the types of the contract, by openapi-typescript. */
export async function typesFile(yaml: string): Promise<string> {
  const ast = await openapiTS(yaml, { silent: true, transform: (schema) => openUnion(schema as ExtensibleEnum) });
  return astToString(ast);
}

interface ExtensibleEnum {
  type?: string | string[];
  "x-extensible-enum"?: string[];
}

/**
 * `"left" | "removed" | (string & {})`: editors suggest the documented values, and the compiler accepts any string. Plain `string`
 * would hide the values.
 */
function openUnion({ type, "x-extensible-enum": values }: ExtensibleEnum): ts.TypeNode | undefined {
  if (!values) return undefined;
  const { createIntersectionTypeNode, createKeywordTypeNode, createLiteralTypeNode, createNull } = ts.factory;
  const anyString = createIntersectionTypeNode([
    createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    ts.factory.createTypeLiteralNode([]),
  ]);
  return ts.factory.createUnionTypeNode([
    ...values.map((value) => createLiteralTypeNode(ts.factory.createStringLiteral(value))),
    ts.factory.createParenthesizedType(anyString),
    ...([type].flat().includes("null") ? [createLiteralTypeNode(createNull())] : []),
  ]);
}
