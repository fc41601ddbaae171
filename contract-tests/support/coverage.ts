/** What of the contract the suite can cover, counted from the document alone and not from the checks: so a check that is missing shows. */
import type {} from "vitest";
import { hasFunction } from "./client-outcome.js";
import type { Side } from "./contract.js";
import { type Operation, objectAt, type Pointer, resolve, type Spec } from "./openapi.js";
import { CREDENTIAL_FAULTS, undocumentedMethods } from "./requests.js";
import { membersOf } from "./schemas.js";

declare module "vitest" {
  interface TaskMeta {
    /** The cells of the contract's coverage that this test fills when it passes: `response › leaveChat › 409`. */
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
  security: "security",
  method: "undocumented methods",
  member: "schema members",
  keyword: "schema keywords, violated",
  outcome: "client outcomes",
} as const;

/** Says something about a schema rather than demands something of a value. */
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
/** Leads to other schemas, which are looked at themselves. */
const APPLICATORS = new Set(["properties", "items"]);

export function achievableCells(side: Side): string[] {
  const { spec, operations, webhooks } = side;
  const bodies = [...operations, ...webhooks].flatMap(({ requestBodies, responses }) => [
    ...requestBodies,
    ...responses.flatMap(({ media }) => media),
  ]);
  return [
    ...new Set([
      ...operations.flatMap((operation) => cellsOf(side, operation)),
      ...bodies.flatMap(({ schema }) => [...memberCells(spec, schema), ...keywordCells(spec, schema)]),
    ]),
  ];
}

function cellsOf(side: Side, operation: Operation): string[] {
  const { id, path, method, responses, parameters, requestBodies, secured } = operation;
  return [
    ...responses.flatMap(({ status, headers, media }) => {
      const names = media.flatMap(({ examples }) => examples.map(({ name }) => name));
      const ways = hasFunction(id) ? [id, method] : [method];
      const outcomes = names.length > 0 ? names.map((name) => `${id} › ${status} › ${name}`) : [`${id} › ${status}`];
      return [
        `response › ${id} › ${status}`,
        ...names.map((name) => `example › ${id} › ${status} › ${name}`),
        ...headers.map(({ name }) => `header › ${id} › ${status} › ${name}`),
        ...outcomes.flatMap((outcome) => ways.map((way) => `outcome › ${outcome} › ${way}`)),
      ];
    }),
    ...parameters.flatMap(({ name, schema, in: place, required }) =>
      ["accepted", ...(required && place !== "path" ? ["required"] : []), ...demands(side.spec, schema, true)].map(
        (one) => `parameter › ${id} › ${name} › ${one}`,
      ),
    ),
    ...(requestBodies.length === 0 ? [`request › ${id} › no body`] : []),
    ...(secured
      ? ["accepted", ...CREDENTIAL_FAULTS.map(({ name }) => name)].map((one) => `security › ${id} › ${one}`)
      : []),
    ...undocumentedMethods(side, operation).map((one) => `method › ${path} › ${one}`),
  ];
}

export function memberCells(spec: Spec, schema: Pointer): string[] {
  return schemasBelow(spec, schema).flatMap((place) =>
    [...membersOf(spec, place).keys()].map((name) => `member › ${place}/properties/${name}`),
  );
}

function keywordCells(spec: Spec, schema: Pointer): string[] {
  return schemasBelow(spec, schema).flatMap((place) =>
    demands(spec, place).map((keyword) => keywordCell(place, keyword)),
  );
}

export function keywordCell(schema: Pointer, keyword: string): string {
  return `keyword › ${schema}/${keyword}`;
}

/** The keywords that a value can violate; a text is a text whatever it says. */
function demands(spec: Spec, schema: Pointer, asText = false): string[] {
  const value = objectAt(spec, schema);
  return Object.keys(value).filter(
    (keyword) =>
      !ANNOTATIONS.has(keyword) &&
      !APPLICATORS.has(keyword) &&
      !keyword.startsWith("x-") &&
      !(asText && keyword === "type" && value.type === "string"),
  );
}

function schemasBelow(spec: Spec, schema: Pointer, seen = new Set<Pointer>()): Pointer[] {
  const place = resolve(spec, schema);
  if (seen.has(place)) return [];
  seen.add(place);
  for (const member of membersOf(spec, place).values()) schemasBelow(spec, member, seen);
  if ("items" in objectAt(spec, place)) schemasBelow(spec, `${place}/items`, seen);
  return [...seen];
}
