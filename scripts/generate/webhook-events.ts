import { componentName, type Document, isReference, operationsOf, schemaOf } from "./document.js";

/**
 * `generated/webhook-events.ts`: the schema of each event.
 *
 * @param document with references to component schemas, and all others resolved
 */
export function webhookEventsFile(document: Document): string {
  const events = operationsOf(document.webhooks).map(({ path, operation }) => {
    const schema = schemaOf(operation.requestBody ?? {});
    if (isReference(schema)) return [path, componentName(schema.$ref)] as const;
    throw new Error(`openapi/webhooks/${path}.yaml: put the schema of the body into openapi/components/schemas/.`);
  });
  const names = [...new Set(events.map(([, name]) => name))].sort();
  return `import { ${names.join(", ")} } from "./schemas.js";

/** The schema of each webhook's body, by its event type. */
export const webhookEvents = {
${events.map(([type, name]) => `  ${JSON.stringify(type)}: ${name},\n`).join("")}} as const;
`;
}
