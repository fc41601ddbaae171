/** The parts of the contract that the suite can cover, counted from the document alone: a missing check leaves its cell empty. */
import type {} from "vitest";
import { hasMethod } from "../engine/client-methods.js";
import type { LoadedSpec } from "../engine/contract.js";
import { isObject } from "../engine/json-pointers.js";
import { bodiesOf, type Operation } from "../engine/openapi.js";
import { CREDENTIAL_FAULTS, refusalStatus, undocumentedMethods } from "../engine/requests.js";
import { type Schema, schemasBelow } from "../engine/resolved-schemas.js";

declare module "vitest" {
  interface TaskMeta {
    /** The coverage cells that this test fills when it passes: `response › leaveChat › 409`. */
    covers?: string[];
  }
}

/** The kinds of cells, by the first word of a cell. */
export const ROWS = {
  response: "responses",
  example: "examples",
  header: "response headers",
  parameter: "parameters, accepted and violated",
  request: "requests without a body",
  body: "request bodies, accepted and violated",
  security: "security",
  method: "undocumented methods",
  member: "schema members",
  keyword: "schema keywords, violated",
  result: "client results",
} as const;

/** Keywords that describe a schema rather than constrain a value. */
const ANNOTATIONS = new Set([
  "title",
  "description",
  "examples",
  "example",
  "default",
  "deprecated",
  "readOnly",
  "writeOnly",
  "$comment",
]);
/** Keywords that contain other schemas, which are visited separately. */
const APPLICATORS = new Set(["properties", "items", "allOf", "discriminator"]);

/** What the contract promises, and what can therefore be covered. */
export function achievableCells({ operations, webhooks }: LoadedSpec): string[] {
  const schemas = schemasBelow(...bodiesOf([...operations, ...webhooks]).map(({ media }) => media.schema));
  return [
    ...operations.flatMap((operation) => [...cellsOf(operations, operation), ...refusals(operation, true)]),
    ...schemas.flatMap((schema) => [
      ...[...schema.members.keys()].map((name) => `member › ${schema.pointer}/properties/${name}`),
      ...demands(schema).map((keyword) => `keyword › ${schema.pointer}/${keyword}`),
    ]),
  ];
}

/** The refusals whose status an operation does not document: the contract promises nothing about them. */
export function unpromisedCells({ operations }: LoadedSpec): string[] {
  return operations.flatMap((operation) => refusals(operation, false));
}

function cellsOf(operations: Operation[], operation: Operation): string[] {
  const { id, path, method, responses, parameters, requestBodies, secured } = operation;
  return [
    ...responses.flatMap(({ status, headers, media }) => {
      const names = media.flatMap(({ examples }) => examples.map(({ name }) => name));
      const ways = hasMethod(id) ? [id, method] : [method];
      const cases = names.length > 0 ? names.map((name) => `${id} › ${status} › ${name}`) : [`${id} › ${status}`];
      return [
        `response › ${id} › ${status}`,
        ...names.map((name) => `example › ${id} › ${status} › ${name}`),
        ...headers.map(({ name }) => `header › ${id} › ${status} › ${name}`),
        ...cases.flatMap((one) => ways.map((way) => `result › ${one} › ${way}`)),
      ];
    }),
    ...parameters.map(({ name }) => `parameter › ${id} › ${name} › accepted`),
    ...requestBodies.map(({ type }) => `body › ${id} › ${type} › accepted`),
    ...(secured ? [`security › ${id} › accepted`] : []),
    ...undocumentedMethods(operations, operation).map((one) => `method › ${path} › ${one}`),
  ];
}

/** The ways in which a request can be refused, split by whether the contract promises a status for it. */
function refusals(operation: Operation, promised: boolean): string[] {
  const { id, parameters, requestBodies, requiresBody, secured } = operation;
  const ofCredentials = secured ? CREDENTIAL_FAULTS.map(({ name }) => `security › ${id} › ${name}`) : [];
  const ofRequest = [
    ...parameters.flatMap(({ name, schema, in: place, required }) =>
      [...(required && place !== "path" ? ["required"] : []), ...demands(schema, true)].map(
        (one) => `parameter › ${id} › ${name} › ${one}`,
      ),
    ),
    ...(requestBodies.length === 0 ? [`request › ${id} › no body`] : []),
    ...(requiresBody ? [`body › ${id} › required`] : []),
    ...requestBodies.flatMap(({ schema }) =>
      schemasBelow(schema).flatMap((part) =>
        demands(part).map((keyword) => `body › ${id} › ${part.pointer}/${keyword}`),
      ),
    ),
  ];
  const isPromised = (kind: "credentials" | "request") => refusalStatus(operation, kind) !== undefined;
  return [
    ...(isPromised("credentials") === promised ? ofCredentials : []),
    ...(isPromised("request") === promised ? ofRequest : []),
  ];
}

/** The keywords that a value can violate. Text cannot violate `type: string`. */
function demands({ keywords }: Schema, asText = false): string[] {
  return Object.keys(keywords).filter(
    (keyword) =>
      !ANNOTATIONS.has(keyword) &&
      !APPLICATORS.has(keyword) &&
      !(keyword === "additionalProperties" && isObject(keywords[keyword])) &&
      !keyword.startsWith("x-") &&
      !(asText && keyword === "type" && keywords.type === "string"),
  );
}
