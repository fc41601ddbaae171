import type { DocumentedEvent, Outcome } from "../../src/outcome.js";
import {
  type Document,
  examplesOf,
  type LocatedOperation,
  operationsOf,
  type Parameter,
  type Response,
} from "./document.js";

/**
 * `generated/outcomes.ts`: what the mock, the sandbox and the tests, but not the client, need to know about the documented responses and events.
 *
 * @param document with every reference resolved
 */
export function outcomesFile({ servers, paths, webhooks }: Document): string {
  const basePaths = servers.map(({ url }) => new URL(url).pathname);
  const outcomes = operationsOf(paths).flatMap(outcomesOf);
  const events = Object.fromEntries(operationsOf(webhooks).map((webhook) => [webhook.path, eventOf(webhook)]));
  const names = [...new Set(outcomes.map(({ example, status }) => example ?? `${status}`))];
  return `import type { DocumentedEvent, Outcome } from "../src/outcome.js";

/** The paths of the servers. */
export const basePaths: readonly string[] = ${JSON.stringify(basePaths)};

/** The name of a response: that of its example, or its status if it has no body. */
export type AnswerName = ${names.map((name) => JSON.stringify(name)).join(" | ")};

/** Each operation × response × named example. */
export const outcomes: readonly Outcome[] = ${JSON.stringify(outcomes, null, 2)};

/** Each webhook by its event type. */
export const events: Readonly<Record<string, DocumentedEvent>> = ${JSON.stringify(events, null, 2)};
`;
}

function outcomesOf(located: LocatedOperation): Outcome[] {
  return Object.entries(located.operation.responses).flatMap(([status, response]) => {
    const examples = bodyExamples(response);
    if (examples.length === 0) return [outcomeOf(located, status, response)];
    return examples.map(([example, body]) => outcomeOf(located, status, response, example, body));
  });
}

function outcomeOf(
  { operation, parameters }: LocatedOperation,
  status: string,
  { headers = {} }: Response,
  example?: string,
  body?: unknown,
): Outcome {
  const valuesIn = (place: Parameter["in"]) =>
    Object.fromEntries(
      parameters
        .filter((parameter) => parameter.in === place)
        .map((parameter) => [parameter.name, exampleFor(parameter, example)]),
    );
  const requestBody = operation.requestBody && bodyExamples(operation.requestBody)[0]?.[1];
  return {
    operation: operation.operationId,
    status: Number(status),
    ...(example !== undefined && { example }),
    request: {
      path: valuesIn("path"),
      query: valuesIn("query"),
      header: valuesIn("header"),
      ...(requestBody !== undefined && { body: requestBody }),
    },
    pairedBy: parameters
      .filter(({ examples }) => example !== undefined && examples && Object.hasOwn(examples, example))
      .map(({ name }) => name),
    headers: headerExamples(headers),
    ...(body !== undefined && { body }),
  };
}

function eventOf({ operation, parameters }: LocatedOperation): DocumentedEvent {
  const headers = parameters.map((parameter) => [parameter.name, `${exampleFor(parameter)}`]);
  return {
    headers: Object.fromEntries(headers),
    examples: Object.fromEntries(bodyExamples(operation.requestBody ?? {})),
  };
}

function exampleFor(parameter: Parameter, name?: string): unknown {
  const examples = examplesOf(parameter);
  return (examples.find(([own]) => own === name) ?? examples[0])?.[1];
}

function bodyExamples({ content = {} }: Response): [name: string, value: unknown][] {
  return Object.values(content).flatMap(examplesOf);
}

function headerExamples(headers: Response["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).flatMap(([name, header]) =>
      examplesOf(header)
        .slice(0, 1)
        .map(([, value]) => [name, `${value}`]),
    ),
  );
}
