import { expect, test } from "vitest";
import { compareContracts } from "./index.js";

export type Json = Record<string, unknown>;

export const text = { type: "string" };
export const thing = {
  type: "object",
  required: ["name"],
  properties: { name: text, size: { type: "integer", minimum: 1 } },
};
export const refused = {
  type: "object",
  properties: { error: { type: "object", properties: { code: { type: "integer" } } } },
};
export const json = (schema: unknown, examples?: Json) => ({
  "application/json": { schema, ...(examples && { examples }) },
});

export interface Parts {
  root?: Json;
  operation?: Json;
  sent?: unknown;
  received?: unknown;
  event?: unknown;
  parameters?: Json[];
  headers?: Json;
  schemas?: Json;
}

/** One operation, which sends and receives a thing, and one event. */
export function api({
  root,
  operation,
  sent = thing,
  received = thing,
  event = thing,
  parameters,
  headers,
  schemas,
}: Parts = {}) {
  return {
    openapi: "3.1.0",
    info: { title: "Things", version: "1.2.3" },
    servers: [{ url: "https://things.example" }],
    security: [{ key: [] }],
    paths: {
      "/things/{id}": {
        post: {
          tags: ["Things"],
          operationId: "changeThing",
          "x-idempotent": true,
          parameters: [{ name: "id", in: "path", required: true, schema: text }, ...(parameters ?? [])],
          requestBody: { required: true, content: json(sent) },
          responses: {
            200: { description: "Done", headers: headers ?? {}, content: json(received) },
            400: { description: "No", content: json(refused, { wrong: { value: { error: { code: 7 } } } }) },
          },
          ...operation,
        },
      },
    },
    webhooks: {
      changed: {
        post: {
          operationId: "changed",
          security: [],
          requestBody: { content: json(event) },
          responses: { 200: { description: "" } },
        },
      },
    },
    components: { securitySchemes: { key: { type: "http", scheme: "bearer" } }, schemas: schemas ?? {} },
    ...root,
  };
}

/** A change, what is reported about it, and what is reported about the reverse change. */
export type ReportedChange = [what: string, before: Parts, after: Parts, reported: string[], back: string[]];

const OPERATION = "#/paths/~1things~1{id}/post";
/** The parts of the contract that the expected places are relative to. */
const PLACES = [
  ["sent", `${OPERATION}/requestBody/content/application~1json/schema`],
  ["received", `${OPERATION}/responses/200/content/application~1json/schema`],
  ["event", "#/webhooks/changed/post/requestBody/content/application~1json/schema"],
  ["webhook", "#/webhooks/changed/post"],
  ["operation", OPERATION],
] as const;

/** Tests what is reported about each change, and about the reverse change. */
export function testReported(changes: ReportedChange[]): void {
  test.each(changes)("a change is reported by rule, reader, place and difference: %s", (_, before, after, expected) => {
    expect(reported(before, after)).toEqual(expected);
  });

  test.each(changes)(
    "the reverse change is reported by rule, reader, place and difference: %s",
    (_, before, after, __, expected) => {
      expect(reported(after, before)).toEqual(expected);
    },
  );
}

/** What users read about a change: its rule, who is affected, its place and the difference. */
function reported(before: Parts, after: Parts): string[] {
  return compareContracts(api(before), api(after)).changes.map(({ rule, audiences, place, message }) => {
    const [short, long] = PLACES.find(([, prefix]) => place.startsWith(prefix)) ?? ["", ""];
    return `${rule} for ${audiences.join(" and ") || "nobody"}: ${place.replace(long, short)}: ${message}`;
  });
}
