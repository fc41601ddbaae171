/** The contract against Linq's reference page of the operation, kept word for word in vendor/leaveChat/. */
import { readdirSync, readFileSync } from "node:fs";
import { createLinqClient, LinqApiError } from "linq-openapi";
import bundle from "linq-openapi/openapi.json" with { type: "json" };
import { describe, expect, inject, test } from "vitest";
import { dereference } from "../../scripts/generate/dereference.js";
import { isFromContract } from "../helpers/who-answered.js";

interface Schema {
  type: string;
  format?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  "x-source"?: string;
}
interface Body {
  schema: Schema;
  examples: Record<string, { "x-source": string; value: unknown }>;
}
interface Operation {
  parameters: { name: string; in: string; schema: Schema }[];
  requestBody?: { content: { "application/json": Body } };
  responses: Record<string, { "x-source": string; content?: { "application/json": Body } }>;
}
interface Spec {
  servers: [{ url: string }];
  security: Record<string, string[]>[];
  paths: Record<string, Record<string, Operation>>;
  webhooks: Record<string, { post: Operation }>;
  components: { securitySchemes: Record<string, { type: string; scheme: string }> };
}

const page = new URL("../vendor/leaveChat/", import.meta.url);
const textOf = (file: string) => readFileSync(new URL(file, page), "utf8");
const statuses = readdirSync(page).flatMap((file) => file.match(/^\d{3}/) ?? []);
const bodies = statuses.map((status) => ({ status, body: JSON.parse(textOf(`${status}.json`)) }));
const request = JSON.parse(textOf("request.json"));

const spec = dereference(bundle) as Spec;
const path = request.url.replace(spec.servers[0].url, "").replace("$CHAT_ID", "{chatId}");
const method = request.method.toLowerCase();
const operation = spec.paths[path]?.[method];
const responses = Object.entries(operation?.responses ?? {});
const chatId = "550e8400-e29b-41d4-a716-446655440000";

describe("the request of the contract", () => {
  test("goes to the URL and uses the method of the page, and no other method", () => {
    expect(request.url).toMatch(spec.servers[0].url);
    expect(Object.keys(spec.paths[path] ?? {})).toEqual([method]);
  });

  test("is authenticated as on the page, and in no other way", () => {
    expect(Object.keys(request.headers)).toEqual(["Authorization"]);
    expect(request.headers.Authorization).toMatch(/^Bearer /);
    expect(spec.security.map((scheme) => Object.keys(scheme))).toEqual([["bearerAuth"]]);
    expect(spec.components.securitySchemes).toMatchObject({ bearerAuth: { type: "http", scheme: "bearer" } });
    expect(operation).not.toHaveProperty("security");
  });

  test("has the one path parameter of the page", () => {
    const { name, type, format } = request.pathParameter;
    expect(operation?.parameters).toHaveLength(1);
    expect(operation?.parameters[0]).toMatchObject({ name, in: "path", schema: { type, format } });
  });

  test("has no body, as on the page", () => {
    expect(request.body).toBeNull();
    expect(operation).not.toHaveProperty("requestBody");
  });
});

describe("the responses of the contract", () => {
  test("include the six of the page", () => {
    expect(statuses).toEqual(["202", "400", "401", "404", "409", "500"]);
    expect(responses.map(([status]) => status)).toEqual(expect.arrayContaining(statuses));
  });

  test.each(responses)("say of %s where it is documented: on the page or not", (status, response) => {
    // Of the 202 the page shows the body, but not the status.
    const expected = status === "202" ? "inferred" : statuses.includes(status) ? "reference" : "platform";
    expect(response["x-source"]).toBe(expected);
  });

  test.each(bodies)("have the page's $status word for word, as the one example from the page", ({ status }) => {
    expect(seedExamples(status).map((value) => `${JSON.stringify(value, null, 2)}\n`)).toEqual([
      textOf(`${status}.json`),
    ]);
  });

  test.each(responses.filter(([status]) => !statuses.includes(status)))(
    "have no example from the page for %s",
    (status) => expect(seedExamples(status)).toEqual([]),
  );

  test("have the members of the page's answer as optional strings", () => {
    const schema = operation?.responses[202]?.content?.["application/json"].schema;
    expect(schema?.required).toBeUndefined();
    for (const name of ["message", "status", "trace_id"]) expect(schema?.properties?.[name]?.type).toBe("string");
  });

  test.each(bodies)("tell an error's status and code as the page's $status does", ({ status, body }) => {
    expect(body.error?.status ?? 202).toBe(Number(status));
  });
});

describe("a member of a schema", () => {
  const ofResponses = responses.flatMap(([status, response]) =>
    members(
      response.content?.["application/json"].schema,
      bodies.filter((shown) => shown.status.startsWith("2") === status.startsWith("2")).map(({ body }) => body),
      status,
    ),
  );
  const ofWebhooks = Object.entries(spec.webhooks).flatMap(([event, { post }]) =>
    members(post.requestBody?.content["application/json"].schema, [], event),
  );
  const all = [...ofResponses, ...ofWebhooks];

  test("is looked at", () => {
    expect(all.filter(({ shown }) => shown).length).toBeGreaterThan(0);
    expect(all.filter(({ shown }) => !shown).length).toBeGreaterThan(0);
  });

  test.each(all.filter(({ shown }) => shown))("that the page shows has no x-source: $name", ({ source }) => {
    expect(source).toBeUndefined();
  });

  test.each(all.filter(({ shown }) => !shown))("that the page does not show has an x-source: $name", ({ source }) => {
    expect(["platform", "inferred"]).toContain(source);
  });
});

describe("the mock", () => {
  test.each(bodies)("answers the page's $status", async ({ status, body }) => {
    const response = await fetch(new URL(path.replace("{chatId}", chatId), inject("mockUrl")), {
      method,
      headers: { authorization: "Bearer key", prefer: `code=${status}` },
    });

    expect(isFromContract(response)).toBe(true);
    expect(response.status).toBe(Number(status));
    expect(await response.json()).toEqual(body);
  });

  test.each([
    ["a path that the contract does not have", "/v3/chats", "POST", 404],
    ["the production server's base path", `/api/partner/v3/chats/${chatId}/leave`, "POST", 404],
    ["a method that the contract does not have", `/v3/chats/${chatId}/leave`, "GET", 405],
    ["a chat id that is no UUID", "/v3/chats/1/leave", "POST", 400],
  ])("never passes its own answer to %s for the API's", async (_, path, method, status) => {
    const response = await fetch(new URL(path, inject("mockUrl")), {
      method,
      headers: { authorization: "Bearer key" },
    });

    expect(response.status).toBe(status);
    expect(isFromContract(response)).toBe(false);
  });
});

describe("the client", () => {
  const [accepted, ...errors] = bodies;

  function clientOf(status: string) {
    return createLinqClient({
      apiKey: "key",
      baseUrl: inject("mockUrl"),
      maxRetries: 0,
      fetch(url, init) {
        const headers = new Headers(init.headers);
        headers.set("prefer", `code=${status}`);
        return fetch(url, { ...init, headers });
      },
    });
  }

  test("resolves with the page's answer", async () => {
    const answer = await clientOf("202").leaveChat(chatId);
    expect(answer).toEqual(accepted?.body);
  });

  test.each(errors)("tells status, code, message and body of the page's $status", async ({ status, body }) => {
    const error = await clientOf(status)
      .leaveChat(chatId)
      .catch((error) => error);

    expect(error).toBeInstanceOf(LinqApiError);
    expect(error).toMatchObject({ status: Number(status), code: body.error.code, body });
    expect(error.message).toContain(body.error.message);
  });
});

/** The values of a response's examples that are said to be from the page. */
function seedExamples(status: string): unknown[] {
  const examples = operation?.responses[status]?.content?.["application/json"].examples ?? {};
  return Object.values(examples)
    .filter((example) => example["x-source"] === "reference")
    .map(({ value }) => value);
}

interface Member {
  name: string;
  shown: boolean;
  source: string | undefined;
}

/** All members of a schema, with those below them; `bodies` are the page's, in which a member is shown or not. */
function members(schema: Schema | undefined, bodies: Record<string, never>[], name: string): Member[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([key, member]) => {
    const values = bodies.filter((body) => Object.hasOwn(body, key)).map((body) => body[key]);
    const own = { name: `${name} › ${key}`, shown: values.length > 0, source: member["x-source"] };
    return [own, ...members(member, values as never[], own.name)];
  });
}
