/**
 * The contract against sources that read nothing of it: the reference provider, which must pass; its faults, which must not; and
 * what the vendor documents beyond the reference page.
 */
import { type Case, casesOf, codeOf, requestFor } from "../engine/cases.js";
import type { Contract } from "../engine/contract.js";
import type { HttpRequest, HttpResponse } from "../engine/exchange.js";
import { type Finding, specDefect } from "../engine/findings.js";
import { isObject } from "../engine/json.js";
import { bodiesOf } from "../engine/openapi.js";
import { documentedRequest } from "../engine/requests.js";
import { validateExchange } from "../engine/validators.js";
import { faults } from "../providers/faults.js";
import { jsonResponse, referenceProvider, serves } from "../providers/reference-provider.js";
import { catalogueDeviations } from "../vendor/error-codes.js";
import { exampleDeviations, invalidEvents, signedDelivery, validEvents } from "../vendor/events.js";
import { type Check, check } from "./check.js";
import { proseDeviations } from "./prose-checks.js";
import { providerChecks } from "./provider-checks.js";
import { validateBody } from "./schema-checks.js";

export function vendorChecks(whole: Contract): Check[] {
  const contract = servedByReference(whole);
  return [
    check("the catalogue of error codes is the vendor's", async () =>
      catalogueDeviations(contract.written.spec).map((deviation) =>
        specDefect("the catalogue", "the vendor's", deviation),
      ),
    ),
    check("the texts state the vendor's facts and no others", async () =>
      proseDeviations(contract.written.spec).map((deviation) => specDefect("a text", "what is documented", deviation)),
    ),
    check("the examples of the webhook tell of documented facts", async () =>
      exampleDeviations(contract.written.spec).map((deviation) =>
        specDefect("the webhook's examples", "what is documented", deviation),
      ),
    ),
    ...casesOf(contract.written).map((one) =>
      check(`${one.name} › links the page of its code and repeats the trace id`, () => linkDeviations(one)),
    ),
    ...idChecks(contract),
    ...deliveryChecks(contract),
    ...eventChecks(contract),
    ...allowedResponseChecks(contract),
    ...referenceProviderChecks(contract),
    ...faultChecks(contract),
  ];
}

/** What an error documents beyond the reference page, where an example has it: the page of its code, and the id of the header. */
function linkDeviations({ name, response, body }: Case): Finding[] {
  if (!isObject(body) || !isObject(body.error)) return [];
  const { code, doc_url } = body.error;
  const page = `https://docs.linqapp.com/error/codes/${Math.floor(Number(code) / 1000)}xxx/${code}/`;
  const header = response.headers.find((one) => one.name === "x-trace-id")?.example;
  return [
    ...(doc_url === undefined || doc_url === page ? [] : [specDefect(`${name} › doc_url`, page, `${doc_url}`)]),
    ...(body.trace_id === undefined || body.trace_id === header
      ? []
      : [specDefect(`${name} › trace_id`, `${header}, as in the header`, `${body.trace_id}`)]),
  ];
}

/** The contract without the operations that the provider does not serve; all of them if it serves none. */
export function servedByReference(contract: Contract): Contract {
  const served = contract.written.operations.filter(({ path }) => serves({ method: "POST", path, headers: {} }));
  return served.length > 0 ? { ...contract, written: { ...contract.written, operations: served } } : contract;
}

/** Responses that the documentation allows, beyond the examples. */
const ALLOWED_RESPONSES: [name: string, response: HttpResponse][] = [
  ["an acceptance that says nothing", jsonResponse(202, {})],
  ["members that nobody documents yet", jsonResponse(202, { status: "accepted", eta: 5 })],
  [
    "an error with every member",
    jsonResponse(404, error(404, 2001, { doc_url: "https://docs.linqapp.com/error/codes/2xxx/2001/" })),
  ],
  ["a code that nobody documents yet", jsonResponse(409, error(409, 2999))],
  ["an error without success", jsonResponse(500, { error: { status: 500, code: 3006, message: "" } })],
  ["the highest status that an error can have", jsonResponse(500, error(599, 3006))],
  ["a wait of no time", jsonResponse(429, error(429, 1007, { retry_after: 0 }), { "retry-after": "0" })],
  [
    "a response without headers of its own",
    { ...jsonResponse(429, error(429, 1007)), headers: { "content-type": "application/json" } },
  ],
];

function error(status: number, code: number, more: object = {}) {
  return {
    error: { status, code, message: "In the provider's words", ...more },
    success: false,
    trace_id: "00000000000000000000000000000001",
  };
}

/** A chat's id may be written in capitals; and the documented ids spell their outcome. */
function idChecks({ written }: Contract): Check[] {
  return written.operations.flatMap((operation) => [
    check(`${operation.id} › an id in capitals is an id`, async () => {
      const request = {
        ...documentedRequest(operation),
        path: "/v3/chats/550E8400-E29B-41D4-A716-446655440ABC/leave",
      };
      const violations = await written.prism.validate(request, jsonResponse(202, {}));
      return violations.map(({ message }) => specDefect(operation.id, "no objection", message));
    }),
    ...casesOf(written)
      .filter((one) => one.operation === operation && one.example !== undefined)
      .map((one) =>
        check(`${one.name} › its id spells the outcome`, async () => {
          const { path } = requestFor(one);
          const spelt = `/v3/chats/00000${one.response.status}-${codeOf(one.body) ?? "0000"}-4000-8000-000000000000/leave`;
          return path === spelt ? [] : [specDefect(one.name, spelt, path)];
        }),
      ),
  ]);
}

/** Linq's own request, signed by a library that knows nothing of the contract, and what a receiver may respond. */
function deliveryChecks({ written }: Contract): Check[] {
  const event = "participant.removed";
  const delivery = { ...signedDelivery(), path: `/webhooks/${event}` };
  const received = { status: 200, headers: {}, body: "" };
  const without = (name: string) => {
    const { [name]: _, ...headers } = delivery.headers;
    return { ...delivery, headers };
  };
  const objections = async (request: HttpRequest, response: HttpResponse) =>
    (await written.prism.validate(request, response)).map(({ message }) => message);
  return [
    check(`${event} › a signed delivery and its receipt are in order`, async () =>
      (await objections(delivery, received)).map((message) => specDefect(event, "no objection", message)),
    ),
    ...["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      check(`${event} › a delivery without ${name} is not`, async () =>
        (await objections(without(name), received)).length > 0
          ? []
          : [specDefect(event, `an objection to a missing ${name}`, "none")],
      ),
    ),
    check(`${event} › a receipt with an error status is not`, async () => {
      const documented = written.webhooks.flatMap(({ responses }) => responses).filter(({ status }) => status >= 300);
      return documented.map(({ status }) => specDefect(event, "2xx alone", `${status}`));
    }),
  ];
}

function allowedResponseChecks(contract: Contract): Check[] {
  return contract.written.operations.flatMap((operation) =>
    ALLOWED_RESPONSES.map(([name, response]) =>
      check(`${operation.id} › the contract allows ${name}`, async () => {
        const request = documentedRequest(operation);
        const exchange = { operation, request, response };
        const found = await validateExchange(contract.written, `${operation.id} › ${name}`, exchange);
        return found.filter(({ title }) => title !== "Error envelope contradicts the response");
      }),
    ),
  );
}

function referenceProviderChecks(contract: Contract): Check[] {
  return providerChecks(contract, { exact: false }).map(({ name, run }) =>
    check(`the reference provider passes: ${name}`, () => run(async (request) => referenceProvider(request))),
  );
}

function faultChecks(contract: Contract): Check[] {
  const checks = providerChecks(contract, { exact: false });
  return faults.map(({ name, apply, check: finder, title }) =>
    check(`the contract finds the fault: ${name}`, async () => {
      const faulty = async (request: HttpRequest) => apply(referenceProvider(request), request);
      const found = await checks.find((one) => one.name === finder)?.run(faulty);
      return found?.some((finding) => finding.title === title)
        ? []
        : [specDefect(finder, `${title}, for ${name}`, "no such finding")];
    }),
  );
}

function eventChecks({ written }: Contract): Check[] {
  return written.webhooks.flatMap((operation) =>
    bodiesOf([operation])
      .filter(({ response }) => !response)
      .flatMap((body) => [
        ...validEvents.map(({ name, event }) =>
          check(`${operation.id} › the contract allows a delivery ${name}`, () => validateBody(written, body, event)),
        ),
        ...invalidEvents.map(({ name, event }) =>
          check(`${operation.id} › the contract rejects a delivery ${name}`, async () => {
            const found = await validateBody(written, body, event);
            return found.some(({ title }) => title === "Request violates schema")
              ? []
              : [specDefect(operation.id, `a fault in a delivery ${name}`, "none"), ...found];
          }),
        ),
      ]),
  );
}
