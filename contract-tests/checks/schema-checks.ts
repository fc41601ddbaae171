/** Each body of the contract before both oracles: complete, and spoilt in every way that its schema knows. */

import { keywordCell, memberCells } from "../coverage/cells.js";
import type { Contract, Side } from "../engine/contract.js";
import { type Finding, unsound } from "../engine/findings.js";
import type { Media, Operation } from "../engine/openapi.js";
import { documentedRequest } from "../engine/requests.js";
import { type Violation, variants, violations } from "../engine/schemas.js";
import { judge } from "../engine/validators.js";
import type { Check } from "./provider-checks.js";

export function bodyChecks(contract: Contract): Check[] {
  const { twin } = contract;
  const seen = new Set<string>();
  return bodiesOf(twin).flatMap(({ title, media, ask, isAsked = () => true }) => {
    const [example] = media.examples;
    if (!example || seen.has(media.schema)) return [];
    seen.add(media.schema);
    const { found, untouched } = violations(twin.spec, twin.compile, media.schema, example.value);
    return [
      check(
        `${title} › accepted with every optional member`,
        async () => (await Promise.all(variants(twin.spec, media.schema, example.value).map(ask))).flat(),
        memberCells(twin.spec, media.schema),
      ),
      check(`${title} › has no keyword that nothing can violate`, () =>
        untouched.map(({ keyword, schema }) => unsound(`${schema}/${keyword}`, "a value that violates it", "none")),
      ),
      ...found
        .filter(isAsked)
        .map(({ name, keyword, schema, value }) =>
          check(
            `${title} › both oracles refuse ${name}`,
            async () => mustRefuse(`${title} ${name}`, await ask(value)),
            [keywordCell(schema, keyword)],
          ),
        ),
    ];
  });
}

interface Body {
  title: string;
  media: Media;
  /** What both oracles say to the value in this place. */
  ask(value: unknown): Promise<Finding[]>;
  /** Whether a violation says anything in this place. */
  isAsked?(violation: Violation): boolean;
}

function bodiesOf(side: Side): Body[] {
  const answers = side.operations.flatMap((operation) =>
    operation.responses.flatMap((response) =>
      response.media.map((media): Body => {
        const title = `${operation.id} › ${response.status}`;
        const request = documentedRequest(side, operation);
        const headers = Object.fromEntries(response.headers.map(({ name, example }) => [name, `${example}`]));
        return {
          title,
          media,
          ask: async (value) => {
            const answer = {
              status: response.status,
              headers: { ...headers, "content-type": media.type },
              body: JSON.stringify(value),
            };
            const findings = await judge(side, title, { operation, request, answer });
            return findings.filter(({ cause }) => cause !== "envelope");
          },
        };
      }),
    ),
  );
  const requests = [...side.operations, ...side.webhooks].flatMap((operation) =>
    operation.requestBodies.map(
      (media): Body => ({
        title: operation.id,
        media,
        ask: (value) => judgeRequestBody(side, operation, media, value),
        // Prism takes null for no body at all.
        isAsked: ({ value }) => value !== null || operation.requiresBody,
      }),
    ),
  );
  return [...answers, ...requests];
}

/** Both oracles on a request's body: what a client sends, or what the service sends by a webhook. */
export async function judgeRequestBody(
  side: Side,
  operation: Operation,
  media: Media,
  value: unknown,
): Promise<Finding[]> {
  const request = { ...documentedRequest(side, operation), body: JSON.stringify(value) };
  const answer = { status: operation.responses[0]?.status ?? 200, headers: {}, body: "" };
  const violations = (await side.prism.judge(request, answer)).filter(({ location: [part] }) => part === "request");
  const validate = side.compile(media.schema);
  const ajvAccepts = validate(value);
  const prismAccepts = violations.length === 0;

  if (ajvAccepts !== prismAccepts) {
    const got = `Ajv ${ajvAccepts ? "accepts" : "refuses"}, Prism ${prismAccepts ? "accepts" : "refuses"}`;
    return [{ cause: "the oracles disagree", where: operation.id, expected: "one verdict", got, blame: "suite" }];
  }
  return (validate.errors ?? []).map(({ instancePath, message = "" }) => ({
    cause: "body",
    where: `${operation.id}: body${instancePath}`,
    expected: message,
    got: JSON.stringify(value),
    blame: "provider",
  }));
}

function mustRefuse(where: string, findings: Finding[]): Finding[] {
  const disagreement = findings.filter(({ cause }) => cause === "the oracles disagree");
  if (disagreement.length > 0) return disagreement;
  if (findings.length > 0) return [];
  return [unsound(where, "both oracles refuse it", "both accept it")];
}

function check(name: string, findings: () => Finding[] | Promise<Finding[]>, covers: string[] = []): Check {
  return { name, covers, run: async () => findings() };
}
