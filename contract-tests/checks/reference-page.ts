/** The contract beside Linq's reference page of the operation, which nobody here wrote. */
import { readdirSync, readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { at, isObject, type Json, type JsonObject, objectAt, type Pointer } from "../engine/json.js";
import { type DocumentedResponse, type Operation, operations, type Spec, webhooks } from "../engine/openapi.js";
import type { Schema } from "../engine/schemas.js";

const FOLDER = new URL("../vendor/leaveChat/", import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, FOLDER), "utf8"));

const request = read("request.json");
const bodies = new Map<number, JsonObject>(
  readdirSync(FOLDER)
    .filter((file) => /^\d{3}\.json$/.test(file))
    .map((file) => [Number.parseInt(file, 10), read(file)]),
);

/** What the contract says otherwise than the page, in words; nothing if they agree. */
export function referencePageDeviations(spec: Spec): string[] {
  const url = request.url.replace("$CHAT_ID", `{${request.pathParameter.name}}`);
  const operation = operations(spec).find(
    ({ method, path }) => method === request.method && `${server(spec)}${path}` === url,
  );
  if (!operation) return [`The page's request is ${request.method} ${url}; the contract has no such operation.`];
  return [
    ...requestDeviations(spec, operation),
    ...[...bodies].flatMap(([status, body]) => responseDeviations(spec, operation, status, body)),
    ...operation.responses
      .filter(({ status }) => !bodies.has(status))
      .flatMap((response) => foreignDeviations(spec, response)),
    ...sourceDeviations(spec, operation),
  ];
}

function server(spec: Spec): Json | undefined {
  const servers = at(spec, "#/servers");
  return Array.isArray(servers) && servers.length === 1 ? at(spec, "#/servers/0/url") : undefined;
}

function requestDeviations(spec: Spec, operation: Operation): string[] {
  const { name, type, format } = request.pathParameter;
  const [parameter] = operation.parameters;
  const schema = parameter?.schema.keywords ?? {};
  const schemes = Object.values(objectAt(spec, "#/components/securitySchemes"));
  const own = objectAt(spec, operation.pointer);
  const security = own.security ?? spec.security;

  return deviations({
    "one parameter, in the path": [operation.parameters.length === 1 && parameter?.in === "path" && parameter.required],
    "the parameter's name, type and format": [
      isDeepStrictEqual([parameter?.name, schema.type, schema.format], [name, type, format]),
    ],
    "no body": [request.body === null && operation.requestBodies.length === 0 && !("requestBody" in own)],
    "one way to authenticate, a bearer token": [
      Object.keys(request.headers).join() === "Authorization" &&
        /^Bearer /.test(request.headers.Authorization) &&
        schemes.length === 1 &&
        isObject(schemes[0]) &&
        schemes[0].type === "http" &&
        schemes[0].scheme === "bearer" &&
        Array.isArray(security) &&
        security.length === 1 &&
        operation.secured,
    ],
  });
}

function responseDeviations(spec: Spec, operation: Operation, status: number, body: JsonObject): string[] {
  const response = operation.responses.find((one) => one.status === status);
  const media = response?.media ?? [];
  const shown = examplesFrom(spec, response, "reference");
  // Of the success the page shows the body, but not the status.
  const source = status < 300 ? "inferred" : "reference";
  return deviations({
    [`${status}, in JSON`]: [media.length === 1 && media[0]?.type === "application/json"],
    [`${status} from where it is (${source})`]: [response && objectAt(spec, response.pointer)["x-source"] === source],
    [`${status} with the page's body word for word, and no other from the page`]: [isDeepStrictEqual(shown, [body])],
    [`${status} with the page's body first, as the mock serves it unasked`]: [
      isDeepStrictEqual(media[0]?.examples[0]?.value, body),
    ],
    ...membersDeviations(media[0]?.schema, status),
  });
}

/** Required is what every body of the page has. */
function membersDeviations(schema: Schema | undefined, status: number): Record<string, unknown[]> {
  const alike = [...bodies].filter(([other]) => other < 300 === status < 300).map(([, body]) => body);
  const ofError = alike.map(({ error }) => error).filter(isObject);
  const pairs: [Schema, JsonObject[]][] = schema ? [[schema, alike]] : [];
  const error = schema?.members.get("error");
  if (error && ofError.length > 0) pairs.push([error, ofError]);

  return Object.fromEntries(
    pairs.map(([{ pointer, keywords }, values]) => {
      const always = Object.keys(values[0] ?? {}).filter((name) => values.every((value) => name in value));
      // The page calls each member of the success optional in so many words.
      const required = status < 300 ? [] : always;
      return [
        `${status}: ${pointer} requires ${required.join(", ") || "nothing"}`,
        [sameMembers(keywords.required, required)],
      ];
    }),
  );
}

/** A response that the page does not show has nothing from the page. */
function foreignDeviations(spec: Spec, response: DocumentedResponse): string[] {
  const source = objectAt(spec, response.pointer)["x-source"];
  return deviations({
    [`${response.status} from elsewhere than the page`]: [
      source === "platform" && examplesFrom(spec, response, "reference").length === 0,
    ],
  });
}

/** A member that the page shows has no x-source; whatever it does not show says that it is from elsewhere. */
function sourceDeviations(spec: Spec, operation: Operation): string[] {
  const answers = operation.responses.flatMap(({ status, media }) =>
    media.flatMap(({ schema, examples }) => {
      const alike = [...bodies].filter(([other]) => other < 300 === status < 300).map(([, body]) => body);
      const ours = examples.filter(({ value }) => ![...bodies.values()].some((body) => isDeepStrictEqual(body, value)));
      return [
        ...membersWithSource(schema, alike, `${status}`),
        ...ours.flatMap(({ place }) => fromElsewhere(spec, place.replace(/\/value$/, ""))),
      ];
    }),
  );
  const headers = operation.responses.flatMap((response) => response.headers.map(({ pointer }) => pointer));
  const events = webhooks(spec).flatMap(({ pointer, parameters, responses, requestBodies }) => [
    pointer,
    ...[...parameters, ...responses].map((one) => one.pointer),
    ...requestBodies.flatMap(({ schema, examples }) => [
      schema.pointer,
      ...examples.map(({ place }) => place.replace(/\/value$/, "")),
    ]),
  ]);
  const ofEvents = webhooks(spec).flatMap(({ path, requestBodies }) =>
    requestBodies.flatMap(({ schema }) => membersWithSource(schema, [], path)),
  );
  return [
    ...new Set([...answers, ...ofEvents, ...[...headers, ...events].flatMap((place) => fromElsewhere(spec, place))]),
  ];
}

function fromElsewhere(spec: Spec, place: Pointer): string[] {
  const source = objectAt(spec, place)["x-source"];
  return source === "platform" ? [] : [`The page does not have ${place}, but its x-source is ${source}.`];
}

function membersWithSource(schema: Schema, values: JsonObject[], path: string): string[] {
  return [...schema.members].flatMap(([name, member]) => {
    const shown = values.filter((value) => name in value).map((value) => value[name]);
    // A member whose schema others share stands where the schema stands: its members are looked at instead.
    const shared = /^#\/components\/schemas\/[^/]+$/.test(member.pointer) && member.members.size === 0;
    const source = member.keywords["x-source"];
    const right = shown.length > 0 ? source === undefined : source === "platform";
    const below = membersWithSource(member, shown.filter(isObject), `${path} › ${name}`);
    return right || shared
      ? below
      : [`${path} › ${name} has ${source ? `the x-source ${source}` : "no x-source"}.`, ...below];
  });
}

function examplesFrom(spec: Spec, response: DocumentedResponse | undefined, source: string): Json[] {
  const examples = response?.media.flatMap((media) => media.examples) ?? [];
  return examples
    .filter(({ place }) => objectAt(spec, place.replace(/\/value$/, ""))["x-source"] === source)
    .map(({ value }) => value);
}

function sameMembers(one: Json | undefined, other: string[]): boolean {
  return isDeepStrictEqual(new Set(Array.isArray(one) ? one : []), new Set(other));
}

/** What is not as the page has it. */
function deviations(promises: Record<string, unknown[]>): string[] {
  return Object.entries(promises)
    .filter(([, [kept]]) => kept !== true)
    .map(([promise]) => `The page has ${promise}; the contract has not.`);
}
