import { expect, test } from "vitest";
import type { Demands, Outcome } from "../outcome.js";
import type { Asked } from "./answer-chooser.js";
import type { Route } from "./documented-operations.js";
import { refusalOf } from "./request-validation.js";

interface Given {
  demands?: Partial<Demands>;
  /** The statuses that the operation documents. */
  statuses?: number[];
  path?: string | undefined;
  query?: string;
  body?: string;
  key?: string | null;
}

/** What is wrong with a request to an operation that the contract could have. */
function refusal({ demands, statuses = [], query, body = "", key = "Bearer any-key", ...given }: Given) {
  const outcomes = statuses.map((status) => ({ status, example: `${status}` }) as Outcome);
  const route = {
    operation: {
      pathParameters: { id: { type: "integer" } },
      demands: { secured: true, query: {}, ...demands },
      answers: new Map(outcomes.map((outcome) => [`${outcome.example}`, outcome])),
    },
    parameters: { id: "path" in given ? given.path : "1" },
  } as unknown as Route;
  const asked: Asked = {
    method: "POST",
    path: "/",
    query: new URLSearchParams(query),
    body: new TextEncoder().encode(body),
    header: (name) => (name === "authorization" ? key : undefined),
  };
  const found = refusalOf(route, asked);
  return found && { ...found, outcome: found.outcome?.status };
}

test.each([null, "", "Bearer", "Bearer ", "Basic YTpi", "x Bearer any-key"])(
  "the authorization %j is not an API key, whatever else is wrong with the request",
  (key) => {
    expect(refusal({ key, path: "a", statuses: [400, 401] })).toEqual({
      why: "no API key",
      detail: "The request needs an API key: authorization: Bearer <key>.",
      outcome: 401,
    });
  },
);

test("an operation without security needs no key", () => {
  expect(refusal({ key: null, demands: { secured: false } })).toBeUndefined();
});

test.each([
  { statuses: [202, 400, 422], outcome: 422 },
  { statuses: [202, 400], outcome: 400 },
  { statuses: [202], outcome: undefined },
])(
  "an invalid request to an operation with the statuses $statuses is refused with $outcome",
  ({ statuses, outcome }) => {
    expect(refusal({ path: "a", statuses })).toMatchObject({ why: "invalid request", outcome });
  },
);

test.each(["a", "1.5", undefined])("the path parameter %j is not an integer", (path) => {
  expect(refusal({ path })?.detail).toBe("The path parameter id is invalid.");
});

const limit = (required: boolean, type: "string" | "integer" | "number" | "boolean") => ({
  query: { limit: { required, schema: { type } } },
});

test.each(["", "other=1", "limit="])("the query %j lacks a required parameter", (query) => {
  expect(refusal({ query, demands: limit(true, "string") })?.detail).toBe("The query parameter limit is missing.");
  expect(refusal({ query, demands: limit(false, "string") })).toBeUndefined();
});

test.each([
  ["integer", "1.5"],
  ["integer", "many"],
  ["number", "many"],
  ["number", "Infinity"],
  ["boolean", "1"],
] as const)("a query parameter of type %s is not %j", (type, value) => {
  const query = `limit=${value}`;
  expect(refusal({ query, demands: limit(false, type) })?.detail).toBe("The query parameter limit is invalid.");
});

test.each([
  ["string", "1"],
  ["integer", "10"],
  ["number", "1.5"],
  ["boolean", "true"],
  ["boolean", "false"],
] as const)("a query parameter of type %s may be %j", (type, value) => {
  expect(refusal({ query: `limit=${value}`, demands: limit(true, type) })).toBeUndefined();
});

const message = (required: boolean): Partial<Demands> => ({
  body: { required, schema: { type: "object", required: ["text"] } },
});

test.each([
  ["an operation without a body", "{}", {}, "The operation takes no body."],
  ["a required body that is missing", "", message(true), "The request needs a body."],
  ["a body without a member", "{}", message(true), "The body breaks the contract: the body must have text."],
  ["a body that is not JSON", "{", message(true), "The body breaks the contract: the body must be of type object"],
] as const)("the body is refused: %s", (_, body, demands, detail) => {
  expect(refusal({ body, demands })?.detail).toContain(detail);
});

test.each([
  ["none for an operation without one", "", {}],
  ["none where it is optional", "", message(false)],
  ["one that conforms to the contract", '{"text":"é"}', message(true)],
] as const)("the body is accepted: %s", (_, body, demands) => {
  expect(refusal({ body, demands })).toBeUndefined();
});
