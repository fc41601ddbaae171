/** Each body of the contract before both validators: complete, and violating its schema in every possible way. */
import type { Contract, LoadedSpec } from "../engine/contract.js";
import { type Finding, specDefect } from "../engine/findings.js";
import type { Media, Operation } from "../engine/openapi.js";
import { documentedRequest } from "../engine/requests.js";
import { membersIn, type Violation, variants, violations } from "../engine/schemas.js";
import { validateExchange } from "../engine/validators.js";
import { type Check, check } from "./check.js";

export function schemaChecks(contract: Contract): Check[] {
  const { strict } = contract;
  const seen = new Set<string>();
  return bodiesOf(strict).flatMap(({ title, media, validate, applies = () => true }) => {
    const [example] = media.examples;
    if (!example || seen.has(media.schema)) return [];
    seen.add(media.schema);
    const { found, untouched } = violations(strict.spec, strict.compile, media.schema, example.value);
    const wholes = variants(strict.spec, media.schema, example.value);
    return [
      check(
        `${title} › accepted with every optional member`,
        async () => (await Promise.all(wholes.map(validate))).flat(),
        wholes.flatMap((value) => membersIn(strict.spec, media.schema, value)).map((place) => `member › ${place}`),
      ),
      check(`${title} › has no keyword that nothing can violate`, () =>
        untouched.map(({ keyword, schema }) => specDefect(`${schema}/${keyword}`, "a value that violates it", "none")),
      ),
      ...found
        .filter(applies)
        .map(({ name, keyword, schema, value }) =>
          check(
            `${title} › both validators reject ${name}`,
            async () => mustReject(`${title} ${name}`, await validate(value)),
            [`keyword › ${schema}/${keyword}`],
          ),
        ),
    ];
  });
}

interface Body {
  title: string;
  media: Media;
  /** What both validators find in the value at this place. */
  validate(value: unknown): Promise<Finding[]>;
  /** Whether a violation can be told at this place. */
  applies?(violation: Violation): boolean;
}

function bodiesOf(loaded: LoadedSpec): Body[] {
  const responses = loaded.operations.flatMap((operation) =>
    operation.responses.flatMap((response) =>
      response.media.map((media): Body => {
        const title = `${operation.id} › ${response.status}`;
        const request = documentedRequest(loaded, operation);
        const headers = Object.fromEntries(response.headers.map(({ name, example }) => [name, `${example}`]));
        return {
          title,
          media,
          validate: async (value) => {
            const sent = {
              status: response.status,
              headers: { ...headers, "content-type": media.type },
              body: JSON.stringify(value),
            };
            const findings = await validateExchange(loaded, title, { operation, request, response: sent });
            return findings.filter(({ title }) => title !== "Error envelope contradicts the response");
          },
        };
      }),
    ),
  );
  const requests = [...loaded.operations, ...loaded.webhooks].flatMap((operation) =>
    operation.requestBodies.map(
      (media): Body => ({
        title: operation.id,
        media,
        validate: (value) => validateRequestBody(loaded, operation, media, value),
        // Prism takes null for no body at all.
        applies: ({ value }) => value !== null || operation.requiresBody,
      }),
    ),
  );
  return [...responses, ...requests];
}

/** Both validators on the body of a request: one that a client sends, or a webhook. */
export async function validateRequestBody(
  loaded: LoadedSpec,
  operation: Operation,
  media: Media,
  value: unknown,
): Promise<Finding[]> {
  const request = { ...documentedRequest(loaded, operation), body: JSON.stringify(value) };
  const response = { status: operation.responses[0]?.status ?? 200, headers: {}, body: "" };
  const violations = (await loaded.prism.validate(request, response)).filter(
    ({ location: [part] }) => part === "request",
  );
  const validate = loaded.compile(media.schema);
  const ajvAccepts = validate(value);
  const prismAccepts = violations.length === 0;

  if (ajvAccepts !== prismAccepts) {
    const actual = `Ajv ${ajvAccepts ? "accepts" : "rejects"}, Prism ${prismAccepts ? "accepts" : "rejects"}`;
    return [
      { title: "Validators disagree", location: operation.id, expected: "the same verdict", actual, owner: "suite" },
    ];
  }
  return (validate.errors ?? []).map(({ instancePath, message = "" }) => ({
    title: "Request violates schema",
    location: `${operation.id}: body${instancePath}`,
    expected: message,
    actual: JSON.stringify(value),
    owner: "provider",
  }));
}

function mustReject(location: string, findings: Finding[]): Finding[] {
  const disagreement = findings.filter(({ title }) => title === "Validators disagree");
  if (disagreement.length > 0) return disagreement;
  if (findings.length > 0) return [];
  return [specDefect(location, "both validators reject it", "both accept it")];
}
