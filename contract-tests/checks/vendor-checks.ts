/** Compares the contract with what the vendor documents beyond the reference page, which is in `vendor/` as data. */
import { isDeepStrictEqual } from "node:util";
import { type Case, casesOf, codeOf, requestFor } from "../engine/cases.js";
import type { Contract, LoadedSpec } from "../engine/contract.js";
import type { HttpResponse } from "../engine/exchange.js";
import { type Finding, specDefect } from "../engine/findings.js";
import { isObject, type Json, type JsonObject, withValueAt } from "../engine/json-pointers.js";
import { type Body, bodiesOf, CATALOGUE, type Operation } from "../engine/openapi.js";
import { documentedRequest } from "../engine/requests.js";
import type { Schema } from "../engine/resolved-schemas.js";
import { validateExchange } from "../engine/validators.js";
import { jsonResponse } from "../providers/reference-provider.js";
import { signedDelivery } from "../vendor/delivery.js";
import { leaveDeviations } from "../vendor/leave-event.js";
import { allowedChanges, exampleDeviations, forbiddenChanges, type Members } from "../vendor/members.js";
import { errorCodes, errorMembers, type Source, sources } from "../vendor/sources.js";
import { type Check, check } from "./check.js";
import { proseChecks } from "./prose-checks.js";
import { operationOnPage } from "./reference-page.js";
import { validateBody } from "./schema-checks.js";

/** @param ids of operations and webhooks; all that have a source by default */
export function vendorChecks({ written }: Contract, ids?: string[]): Check[] {
  const known = sources.filter(({ id }) => ids === undefined || ids.includes(id));
  return [
    check("the catalogue of error codes is the vendor's", () => catalogueFindings(written)),
    ...proseChecks(written.spec),
    ...known.flatMap((source) =>
      source.event ? webhookChecks(written, source, source.event) : operationChecks(written, source),
    ),
  ];
}

/** The codes whose status an operation of the contract documents. */
function catalogueFindings(written: LoadedSpec): Finding[] {
  const statuses = written.operations.flatMap(({ responses }) => responses.map(({ status }) => status));
  const theirs = errorCodes.filter(({ status }) => statuses.includes(status));
  const ours = written.errorCodes.map(({ meaning, "x-source": source, ...facts }) => ({
    ...facts,
    source,
    ...(typeof meaning !== "string" && { meaning }),
  }));
  if (isDeepStrictEqual(ours, theirs)) return [];
  const [missing, added] = [without(theirs, ours), without(ours, theirs)];
  return [
    missing.length + added.length > 0
      ? specDefect(`${CATALOGUE} and contract-tests/vendor/error-codes.json`, listed(missing), listed(added))
      : specDefect(`${CATALOGUE}, its order`, codesOf(theirs), codesOf(written.errorCodes)),
  ];
}

function codesOf(entries: { code?: unknown }[]): string {
  return entries.map(({ code }) => code).join(", ");
}

function without(some: object[], others: object[]): object[] {
  return some.filter((one) => !others.some((other) => isDeepStrictEqual(one, other)));
}

function listed(entries: object[]): string {
  return entries.map((entry) => JSON.stringify(entry)).join(", ") || "none";
}

function operationChecks(written: LoadedSpec, source: Source): Check[] {
  const operation = operationOnPage(written.spec, source);
  if (!operation)
    return [check(`${source.id} › is in the contract`, () => [specDefect(source.id, "the operation", "none")])];

  const cases = casesOf({ ...written, operations: [operation] });
  const pageBody = (isOf: (status: number) => boolean) =>
    [...source.bodies].filter(([status]) => isOf(status)).slice(0, 1);
  return [
    ...cases.flatMap((one) => exampleChecks(one)),
    ...pageBody((status) => status < 300).flatMap((shown) => responseChecks(written, operation, shown, source.members)),
    ...pageBody((status) => status >= 400).flatMap((shown) => responseChecks(written, operation, shown, errorMembers)),
    ...cases.map(({ name, response: { status, headers }, body }) =>
      check(`${name} › requires no header, and allows a wait of 0`, async () => {
        const bare = { status, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
        const waiting = headers.some((header) => header.name === "retry-after");
        const now = { ...bare, headers: { ...bare.headers, "retry-after": "0" } };
        const found = await Promise.all(
          (waiting ? [bare, now] : [bare]).map((one) => violations(written, operation, one)),
        );
        return found.flat();
      }),
    ),
    check(`${source.id} › allows an id in capitals`, async () => {
      const request = documentedRequest(operation);
      const capitals = request.path.replace(/[0-9a-f-]{36}/, "550E8400-E29B-41D4-A716-446655440ABC");
      const found = await written.prism.validate({ ...request, path: capitals }, jsonResponse(202, {}));
      return found
        .filter(({ location: [part] }) => part === "request")
        .map(({ message }) => specDefect(operation.id, "no objection", message));
    }),
  ];
}

/** What an example shows beyond the reference page is documented elsewhere, and its id spells the outcome. */
function exampleChecks(one: Case): Check[] {
  const { name, operation, response, body, example } = one;
  const code = codeOf(body);
  return [
    check(`${name} › shows what is documented`, () => {
      if (!isObject(body) || !isObject(body.error)) return [];
      const { doc_url, code } = body.error;
      const traceId = response.headers.find((header) => header.name === "x-trace-id")?.example;
      return [
        ...exampleDeviations(errorMembers, body),
        ...(body.trace_id === undefined || body.trace_id === traceId ? [] : ["trace_id is not the header's"]),
        ...(doc_url === undefined || `${doc_url}`.endsWith(`/${code}/`) ? [] : ["doc_url is for another code"]),
      ].map((deviation) => specDefect(name, "what is documented", deviation));
    }),
    check(`${name} › its id spells the outcome`, () => {
      const isPaired = operation.parameters.some(({ examples }) => examples.some((other) => other.name === example));
      const { path } = requestFor(one);
      const id = `00000${response.status}-${code ?? "0000"}-4000-8000-000000000000`;
      return !isPaired || path.includes(id) ? [] : [specDefect(name, id, path)];
    }),
  ];
}

function responseChecks(
  written: LoadedSpec,
  operation: Operation,
  [status, shown]: [number, JsonObject],
  members: Members,
): Check[] {
  return bodiesOf([operation])
    .filter(({ response }) => response?.status === status)
    .flatMap((body) => bodyChecks(written, body, shown, members));
}

function webhookChecks(written: LoadedSpec, { id, members }: Source, event: JsonObject): Check[] {
  const type = `${members.event_type?.const}`;
  const operation = written.webhooks.find(({ path }) => path === `/webhooks/${type}`);
  const body = operation && bodiesOf([operation]).find(({ response }) => !response);
  if (!body) return [check(`${id} › is in the contract`, () => [specDefect(id, type, "none")])];
  return [
    check(`${id} › its examples show what is documented`, () =>
      body.media.examples
        .flatMap(({ value }) => exampleDeviations(members, value))
        .map((deviation) => specDefect(id, "what is documented", deviation)),
    ),
    check(`${id} › its examples follow from the documented leave`, () =>
      leaveDeviations(operation).map((promise) => specDefect(id, `examples that ${promise}`, "other examples")),
    ),
    ...bodyChecks(written, body, event, members),
    ...deliveryChecks(written, operation, event),
  ];
}

/** Linq's own request, signed by a library that does not know the contract, and the responses that a receiver may send. */
function deliveryChecks(written: LoadedSpec, operation: Operation, event: JsonObject): Check[] {
  const { id, path } = operation;
  const delivery = { ...signedDelivery(event), path };
  const objections = (headers: Record<string, string>) =>
    written.prism.validate({ ...delivery, headers }, { status: 200, headers: {}, body: "" });
  return [
    check(`${id} › allows a signed delivery and its receipt`, async () =>
      (await objections(delivery.headers)).map(({ message }) => specDefect(id, "no objection", message)),
    ),
    ...["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      check(`${id} › rejects a delivery without ${name}`, async () =>
        (await objections(withValueAt(delivery.headers, `#/${name}`))).length > 0
          ? []
          : [specDefect(id, "an objection", "none")],
      ),
    ),
    check(`${id} › allows only 2xx as a receipt`, () =>
      operation.responses
        .filter(({ status }) => status >= 300)
        .map(({ status }) => specDefect(id, "2xx only", `${status}`)),
    ),
  ];
}

/** The changes to a documented body that the contract must allow, and those that it must reject. */
function bodyChecks(written: LoadedSpec, body: Body, shown: Json, members: Members): Check[] {
  const { title, media } = body;
  return [
    ...allowedChanges(members).map((change) =>
      check(`${title} › allows a body ${change.name}`, () => validateBody(written, body, change.apply(shown))),
    ),
    ...forbiddenChanges(members).map((change) =>
      check(`${title} › rejects a body ${change.name}`, async () => {
        const found = await validateBody(written, body, change.apply(shown));
        const isRejected = found.some((finding) => / violates schema$/.test(finding.title));
        return isRejected ? [] : [specDefect(title, "a violation of the schema", "none"), ...found];
      }),
    ),
    check(`${title} › names the documented values and the deprecated members`, () =>
      annotationFindings(title, media.schema, members),
    ),
  ];
}

/** Facts that no body can show. */
function annotationFindings(title: string, schema: Schema, members: Members): Finding[] {
  return Object.entries(members).flatMap(([path, { deprecated = false, documented, format }]) => {
    const member = path.split(".").reduce<Schema | undefined>((whole, key) => whole?.members.get(key), schema);
    const { deprecated: isDeprecated = false, "x-extensible-enum": values } = member?.keywords ?? {};
    const theirs = JSON.stringify({ deprecated, values: format ? undefined : documented });
    const ours = JSON.stringify({ deprecated: isDeprecated, values });
    return ours === theirs ? [] : [specDefect(`${title} › ${path}`, theirs, ours)];
  });
}

/** The findings in a response, except those about the status that an envelope repeats. */
async function violations(written: LoadedSpec, operation: Operation, response: HttpResponse): Promise<Finding[]> {
  const exchange = { operation, request: documentedRequest(operation), response };
  const found = await validateExchange(written, operation.id, exchange);
  return found.filter(({ title }) => title !== "Error envelope contradicts the response");
}
