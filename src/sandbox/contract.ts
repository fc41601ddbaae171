import { createRequire } from "node:module";
import type { OwnLeave } from "../webhooks/events.js";

const LEAVE = "leaveChat";
/** The answer to every interaction with a chat that was left. */
const LEFT = "chatUnavailable";

/** A documented answer, by the names that Prism's `Prefer` header has for it. */
export interface Outcome {
  readonly status: string;
  readonly example: string;
}

/** A request about a chat that the contract documents. */
export interface Interaction {
  /** The chat's id, in lower case. */
  readonly chatId: string;
  /** Whether it asks for the leave of the chat. */
  readonly isLeave: boolean;
  /** Whether it may have a body. */
  readonly takesBody: boolean;
  /** The answer that the contract pairs with this id. */
  readonly outcome: Outcome | undefined;
  /** The answer once the chat was left. */
  readonly outcomeOnceLeft: Outcome | undefined;
}

/** What the sandbox reads in the spec. */
export interface Contract {
  /** The paths of the servers, for instance `/api/partner`. */
  readonly basePaths: readonly string[];
  /** What a request is about, by its method and its path without a base path. */
  interaction(method: string | undefined, path: string): Interaction | undefined;
  /** The example of a webhook that follows a leave. */
  readonly event: OwnLeave;
  /** The example of that webhook's `webhook-id`. */
  readonly webhookId: string;
}

/** The parts of an OpenAPI document that matter here, its references resolved. */
interface Spec {
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: { "participant.removed": { post: Webhook } };
}
interface Operation {
  operationId: string;
  parameters: Parameter[];
  requestBody?: Body;
  responses: Record<string, Partial<Body>>;
}
interface Parameter {
  name: string;
  in: string;
  example?: string;
  examples?: Record<string, { value: string }>;
}
interface Body {
  content: Record<string, { examples: Record<string, { value: unknown }> }>;
}
interface Webhook extends Operation {
  requestBody: Body;
}

export function readContract(
  document: unknown = createRequire(import.meta.url)("linq-openapi/openapi.json"),
): Contract {
  const spec = resolved(document, document) as Spec;
  const interactions = Object.entries(spec.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => interactionReader(method, path, operation)),
  );
  const webhook = spec.webhooks["participant.removed"].post;
  return {
    basePaths: spec.servers.map(({ url }) => new URL(url).pathname),
    interaction(method, path) {
      for (const read of interactions) {
        const found = read(method, path);
        if (found) return found;
      }
      return undefined;
    },
    event: examplesOf(webhook.requestBody)[0]?.[1].value as OwnLeave,
    webhookId: webhook.parameters.find(({ name }) => name === "webhook-id")?.example as string,
  };
}

/** Of a path, the chat's id is the parameter that has examples. */
function interactionReader(method: string, path: string, operation: Operation) {
  const parameter = operation.parameters.find((parameter) => parameter.in === "path" && parameter.examples);
  const pattern = new RegExp(`^${path.replace(`{${parameter?.name}}`, "([^/]+)").replace(/\{[^}]+\}/g, "[^/]+")}$`);
  const answers = namedAnswers(operation);
  const outcomes = new Map(
    Object.entries(parameter?.examples ?? {}).map(([name, { value }]) => [value.toLowerCase(), answers.get(name)]),
  );

  return (requestMethod: string | undefined, requestPath: string): Interaction | undefined => {
    if (requestMethod?.toLowerCase() !== method) return undefined;
    const id = pattern.exec(requestPath)?.[1];
    if (id === undefined) return undefined;
    const chatId = decodeURIComponent(id).toLowerCase();
    return {
      chatId,
      isLeave: operation.operationId === LEAVE,
      takesBody: operation.requestBody !== undefined,
      outcome: outcomes.get(chatId),
      outcomeOnceLeft: answers.get(LEFT),
    };
  };
}

function namedAnswers({ responses }: Operation): Map<string, Outcome> {
  const answers = Object.entries(responses).flatMap(([status, response]) =>
    examplesOf(response).map(([example]): [string, Outcome] => [example, { status, example }]),
  );
  return new Map(answers);
}

function examplesOf({ content = {} }: Partial<Body>) {
  return Object.values(content).flatMap(({ examples }) => Object.entries(examples));
}

/** A copy of a node of the document with each `$ref` replaced by what it refers to. */
function resolved(node: unknown, document: unknown): unknown {
  if (Array.isArray(node)) return node.map((item) => resolved(item, document));
  if (typeof node !== "object" || node === null) return node;
  if ("$ref" in node) return resolved(referred(`${node.$ref}`, document), document);
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolved(value, document)]));
}

function referred(reference: string, document: unknown): unknown {
  const path = reference.replace("#/", "").split("/");
  return path.reduce((node, key) => (node as Record<string, unknown>)[key], document);
}
