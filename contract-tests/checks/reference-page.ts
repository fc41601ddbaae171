/** Compares the contract with Linq's reference page of each operation that has one in `vendor/`. */
import { isDeepStrictEqual } from "node:util";
import { specDefect } from "../engine/findings.js";
import {
  at,
  isObject,
  type Json,
  type JsonObject,
  objectAt,
  type Pointer,
  placeAbove,
} from "../engine/json-pointers.js";
import {
  type DocumentedResponse,
  type Example,
  type Operation,
  operations,
  type Spec,
  webhooks,
} from "../engine/openapi.js";
import type { Schema } from "../engine/resolved-schemas.js";
import { type PageRequest, type Source, sources } from "../vendor/sources.js";
import { type Check, check } from "./check.js";

type Promises = Record<string, boolean | undefined>;

/** @param ids of operations and webhooks; all that have a source by default */
export function referencePageChecks(spec: Spec, ids?: string[]): Check[] {
  const known = sources.filter(({ id }) => ids === undefined || ids.includes(id));
  return known.flatMap((source) =>
    source.request ? pageChecks(spec, source, source.request) : webhookChecks(spec, source),
  );
}

/** The operation that the page describes, whatever it is called. */
export function operationOnPage(spec: Spec, { request }: Source): Operation | undefined {
  if (!request) return undefined;
  const { method, url } = request;
  return operations(spec).find((one) => one.method === method && `${server(spec)}${one.path}` === templated(url));
}

/** `$CHAT_ID` → `{chatId}` */
function templated(url: string): string {
  return url.replace(/\$([A-Z_]+)/g, (_, name: string) => {
    return `{${name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase())}}`;
  });
}

function server(spec: Spec): Json | undefined {
  const servers = at(spec, "#/servers");
  return Array.isArray(servers) && servers.length === 1 ? at(spec, "#/servers/0/url") : undefined;
}

function pageChecks(spec: Spec, source: Source, request: PageRequest): Check[] {
  const { id, bodies, elsewhere } = source;
  const operation = operationOnPage(spec, source);
  const promise = checksOf(id);
  if (!operation) return promise({ [`${request.method} ${request.url}`]: false });
  const { responses } = operation;
  return [
    ...promise({ "operation, under the name of its folder": operation.id === id }),
    ...promise(requestPromises(spec, operation, request)),
    ...[...bodies].flatMap(([status, body]) => promise(responsePromises(spec, operation, status, body))),
    ...promise({
      "statuses, and those documented elsewhere": isDeepStrictEqual(
        responses.map(({ status }) => status).sort(),
        [...bodies.keys(), ...elsewhere].sort(),
      ),
    }),
    ...sourceChecks(spec, source, operation),
  ];
}

function requestPromises(spec: Spec, operation: Operation, request: PageRequest): Promises {
  const schemes = Object.values(objectAt(spec, "#/components/securitySchemes"));
  const own = objectAt(spec, operation.pointer);
  const security = own.security ?? spec.security;
  const parameters = operation.parameters.map(({ name, in: place, schema }) => {
    const { type, format } = schema.keywords;
    return { name, in: place, type, ...(format !== undefined && { format }) };
  });
  return {
    parameters: isDeepStrictEqual(parameters, request.parameters),
    "path, with its parameters required": operation.parameters.every((one) => one.in !== "path" || one.required),
    [request.body === null ? "lack of a body" : "body"]:
      (request.body === null) === (operation.requestBodies.length === 0 && !("requestBody" in own)),
    "authentication, a bearer token and nothing else":
      Object.keys(request.headers).join() === "Authorization" &&
      /^Bearer /.test(`${request.headers.Authorization}`) &&
      schemes.length === 1 &&
      isObject(schemes[0]) &&
      schemes[0].type === "http" &&
      schemes[0].scheme === "bearer" &&
      Array.isArray(security) &&
      security.length === 1 &&
      operation.secured,
  };
}

function responsePromises(spec: Spec, { responses }: Operation, status: number, body: JsonObject): Promises {
  const response = responses.find((one) => one.status === status);
  const [media, ...others] = response?.media ?? [];
  // For a success, the page shows the body but not the status.
  const source = status < 300 ? "inferred" : "reference";
  return {
    [`${status}, in JSON`]: media?.type === "application/json" && others.length === 0,
    [`${status}, with the x-source ${source}`]: response && objectAt(spec, response.pointer)["x-source"] === source,
    [`body of ${status} word for word, and no other`]: isDeepStrictEqual(examplesFromPage(spec, response), [body]),
    [`body of ${status} first, because a mock serves it by default`]: isDeepStrictEqual(
      media?.examples[0]?.value,
      body,
    ),
  };
}

/** A member on the page has no x-source; any other member has one, because it is documented elsewhere. */
function sourceChecks(spec: Spec, { id, bodies }: Source, operation: Operation): Check[] {
  const shownWith = (status: number) =>
    [...bodies].filter(([other]) => other < 300 === status < 300).map(([, body]) => body);
  const isOnPage = (value: Json) => [...bodies.values()].some((body) => isDeepStrictEqual(body, value));
  const media = operation.responses.flatMap(({ status, media }) => media.map((one) => ({ ...one, status })));
  const foreign = [
    ...operation.responses.filter(({ status }) => !bodies.has(status)).map(({ pointer }) => pointer),
    ...operation.responses.flatMap(({ headers }) => headers.map(({ pointer }) => pointer)),
    ...media.flatMap(({ examples }) => examples.filter(({ value }) => !isOnPage(value)).map(exampleAt)),
  ];
  return [
    ...media.flatMap(({ schema, status }) => memberSources(spec, schema, shownWith(status), `${id} › ${status}`)),
    ...foreign.map((place) => sourceCheck(spec, id, place, "platform")),
  ];
}

/** No page shows what the service sends on its own. */
function webhookChecks(spec: Spec, { id, members }: Source): Check[] {
  return webhooks(spec)
    .filter(({ path }) => path === members.event_type?.const)
    .flatMap(({ pointer, parameters, responses, requestBodies }) => [
      ...[
        pointer,
        ...[...parameters, ...responses].map((one) => one.pointer),
        ...requestBodies.flatMap(({ schema, examples }) => [schema.pointer, ...examples.map(exampleAt)]),
      ].map((place) => sourceCheck(spec, id, place, "platform")),
      ...requestBodies.flatMap(({ schema }) => memberSources(spec, schema, [], id)),
    ]);
}

function memberSources(spec: Spec, schema: Schema, values: JsonObject[], name: string): Check[] {
  return [...schema.members].flatMap(([key, member]) => {
    const shown = values.filter((value) => key in value).map((value) => value[key]);
    const below = memberSources(spec, member, shown.filter(isObject), `${name} › ${key}`);
    // A shared schema, such as that of a code, has both sources, and a reference to it has no place for an x-source.
    const isShared = /^#\/components\/schemas\/[^/]+$/.test(member.pointer) && below.length === 0;
    if (isShared) return [];
    const expected = shown.length > 0 ? undefined : "platform";
    return [sourceCheck(spec, `${name} › ${key}`, member.pointer, expected), ...below];
  });
}

function sourceCheck(spec: Spec, name: string, place: Pointer, expected: string | undefined): Check {
  return check(`${name} › ${place} has ${expected ? `the x-source ${expected}` : "no x-source"}`, () => {
    const source = objectAt(spec, place)["x-source"];
    return source === expected ? [] : [specDefect(place, `${expected ?? "no x-source"}`, `${source ?? "no x-source"}`)];
  });
}

function checksOf(id: string): (promises: Promises) => Check[] {
  return (promises) =>
    Object.entries(promises).map(([promise, kept]) =>
      check(`${id} › has the reference page's ${promise}`, () =>
        kept ? [] : [specDefect(id, `the reference page's ${promise}`, "something else")],
      ),
    );
}

function examplesFromPage(spec: Spec, response: DocumentedResponse | undefined): Json[] {
  const examples = response?.media.flatMap((media) => media.examples) ?? [];
  return examples
    .filter((example) => objectAt(spec, exampleAt(example))["x-source"] === "reference")
    .map(({ value }) => value);
}

function exampleAt({ place }: Example): Pointer {
  return placeAbove(place);
}
