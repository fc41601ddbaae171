/**
 * The contract before witnesses that read nothing of it: an honest provider, which it must not accuse; liars, whom it must; and
 * what the vendor documents beyond the reference page.
 */

import type { Contract } from "../engine/contract.js";
import type { Answer, Request } from "../engine/exchange.js";
import { type Finding, unsound } from "../engine/findings.js";
import { documentedRequest } from "../engine/requests.js";
import { judge } from "../engine/validators.js";
import { lies } from "../providers/faults.js";
import { answer, honest, knows } from "../providers/reference-provider.js";

import { catalogueDeviations } from "../vendor/error-codes.js";
import { exampleDeviations, falseEvents, signedDelivery, trueEvents } from "../vendor/events.js";
import { type Check, casesOf, codeOf, contractChecks, requestFor } from "./provider-checks.js";
import { judgeRequestBody } from "./schema-checks.js";

export function secondOpinion(whole: Contract): Check[] {
  const contract = witnessed(whole);
  return [
    check("the catalogue of error codes is the vendor's", async () =>
      catalogueDeviations(contract.written.spec).map((deviation) =>
        unsound("the catalogue", "the vendor's", deviation),
      ),
    ),
    check("the example of the webhook tells of the documented leave", async () =>
      exampleDeviations(contract.written.spec).map((deviation) =>
        unsound("the webhook's example", "the documented story", deviation),
      ),
    ),
    ...idChecks(contract),
    ...deliveryChecks(contract),
    ...eventChecks(contract),
    ...truthChecks(contract),
    ...honestyChecks(contract),
    ...lieChecks(contract),
  ];
}

/** The contract without the operations that the provider does not serve, and so has no opinion on; all of them if it serves none. */
export function witnessed(contract: Contract): Contract {
  const served = contract.written.operations.filter(({ path }) => knows({ method: "POST", path, headers: {} }));
  return served.length > 0 ? { ...contract, written: { ...contract.written, operations: served } } : contract;
}

/** Answers that the documentation allows, beyond the examples. */
const TRUTHS: [name: string, answer: Answer][] = [
  ["an acceptance that says nothing", answer(202, {})],
  ["members that nobody documents yet", answer(202, { status: "accepted", eta: 5 })],
  [
    "an error with every member",
    answer(404, error(404, 2001, { doc_url: "https://docs.linqapp.com/error/codes/2xxx/2001/" })),
  ],
  ["a code that nobody documents yet", answer(409, error(409, 2999))],
  ["an error without success", answer(500, { error: { status: 500, code: 3006, message: "" } })],
  ["the highest status that an error can have", answer(500, error(599, 3006))],
  ["a wait of no time", answer(429, error(429, 1007, { retry_after: 0 }), { "retry-after": "0" })],
  [
    "an answer without headers of its own",
    { ...answer(429, error(429, 1007)), headers: { "content-type": "application/json" } },
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
        ...documentedRequest(written, operation),
        path: "/v3/chats/550E8400-E29B-41D4-A716-446655440ABC/leave",
      };
      const violations = await written.prism.judge(request, answer(202, {}));
      return violations.map(({ message }) => unsound(operation.id, "no objection", message));
    }),
    ...casesOf(written)
      .filter((one) => one.operation === operation && one.example !== undefined)
      .map((one) =>
        check(`${one.name} › its id spells the outcome`, async () => {
          const { path } = requestFor(written, one);
          const spelt = `/v3/chats/00000${one.response.status}-${codeOf(one.body) ?? "0000"}-4000-8000-000000000000/leave`;
          return path === spelt ? [] : [unsound(one.name, spelt, path)];
        }),
      ),
  ]);
}

/** Linq's own request, signed by a library that knows nothing of the contract, and what a receiver may answer. */
function deliveryChecks({ written }: Contract): Check[] {
  const event = "participant.removed";
  const delivery = { ...signedDelivery(), path: `/webhooks/${event}` };
  const received = { status: 200, headers: {}, body: "" };
  const without = (name: string) => {
    const { [name]: _, ...headers } = delivery.headers;
    return { ...delivery, headers };
  };
  const objections = async (request: Request, answer: Answer) =>
    (await written.prism.judge(request, answer)).map(({ message }) => message);
  return [
    check(`${event} › a signed delivery and its receipt are in order`, async () =>
      (await objections(delivery, received)).map((message) => unsound(event, "no objection", message)),
    ),
    ...["webhook-id", "webhook-timestamp", "webhook-signature"].map((name) =>
      check(`${event} › a delivery without ${name} is not`, async () =>
        (await objections(without(name), received)).length > 0
          ? []
          : [unsound(event, `an objection to a missing ${name}`, "none")],
      ),
    ),
    check(`${event} › a receipt with an error status is not`, async () => {
      const documented = written.webhooks.flatMap(({ responses }) => responses).filter(({ status }) => status >= 300);
      return documented.map(({ status }) => unsound(event, "2xx alone", `${status}`));
    }),
  ];
}

function truthChecks(contract: Contract): Check[] {
  return contract.written.operations.flatMap((operation) =>
    TRUTHS.map(([name, truth]) =>
      check(`${operation.id} › the contract allows ${name}`, async () => {
        const request = documentedRequest(contract.written, operation);
        const found = await judge(contract.written, `${operation.id} › ${name}`, { operation, request, answer: truth });
        return found.filter(({ cause }) => cause !== "envelope");
      }),
    ),
  );
}

function honestyChecks(contract: Contract): Check[] {
  return contractChecks(contract, { exact: false }).map(({ name, run }) =>
    check(`an honest provider passes: ${name}`, () => run(async (request) => honest(request))),
  );
}

function lieChecks(contract: Contract): Check[] {
  const checks = contractChecks(contract, { exact: false });
  return lies.map(({ name, tell, on, cause }) =>
    check(`the contract calls it a lie: ${name}`, async () => {
      const found = await checks.find((one) => one.name === on)?.run(async (request) => tell(honest(request), request));
      return found?.some((finding) => finding.cause === cause)
        ? []
        : [unsound(on, `${cause}, for ${name}`, "nothing like it")];
    }),
  );
}

function eventChecks({ written }: Contract): Check[] {
  return written.webhooks.flatMap((operation) =>
    operation.requestBodies.flatMap((media) => [
      ...trueEvents.map(({ name, event }) =>
        check(`${operation.id} › the contract allows a delivery ${name}`, () =>
          judgeRequestBody(written, operation, media, event),
        ),
      ),
      ...falseEvents.map(({ name, event }) =>
        check(`${operation.id} › the contract refuses a delivery ${name}`, async () => {
          const found = await judgeRequestBody(written, operation, media, event);
          return found.some(({ cause }) => cause === "body")
            ? []
            : [unsound(operation.id, `a fault in a delivery ${name}`, "none"), ...found];
        }),
      ),
    ]),
  );
}

function check(name: string, run: () => Promise<Finding[]>): Check {
  return { name, covers: [], run };
}
