/** Runs each body of the contract through both validators: complete, and with its schema violated in every possible way. */
import type { Contract, LoadedSpec } from "../engine/contract.js";
import { type Finding, specDefect } from "../engine/findings.js";
import { type Body, bodiesOf } from "../engine/openapi.js";
import { documentedRequest } from "../engine/requests.js";
import type { Schema } from "../engine/resolved-schemas.js";
import { membersIn, type Violation, variants, violations } from "../engine/schema-values.js";
import { validateExchange } from "../engine/validators.js";
import { type Check, check } from "./check.js";

export function schemaChecks({ strict }: Contract): Check[] {
  const seen = new Set<Schema>();
  return bodiesOf([...strict.operations, ...strict.webhooks]).flatMap((body) => {
    const { schema, examples } = body.media;
    const [example] = examples;
    if (!example || seen.has(schema)) return [];
    seen.add(schema);
    const { found, untouched } = violations(schema, example.value);
    const wholes = variants(schema, example.value);
    return [
      check(
        `${body.title} › accepted with every optional member`,
        async () => (await Promise.all(wholes.map((value) => validateBody(strict, body, value)))).flat(),
        wholes.flatMap((value) => membersIn(schema, value)).map((place) => `member › ${place}`),
      ),
      check(`${body.title} › every keyword can be violated`, () =>
        untouched.map(({ keyword, schema: { pointer } }) =>
          specDefect(`${pointer}/${keyword}`, "a value that violates it", "none"),
        ),
      ),
      ...found
        .filter((violation) => isSeenByPrism(body, violation))
        .map(({ name, keyword, schema: { pointer }, value }) =>
          check(
            `${body.title} › both validators reject ${name}`,
            async () => mustReject(`${body.title} ${name}`, await validateBody(strict, body, value)),
            [`keyword › ${pointer}/${keyword}`],
          ),
        ),
    ];
  });
}

/** Prism treats null as a missing body. */
function isSeenByPrism({ operation, response }: Body, { value }: Violation): boolean {
  return response !== undefined || value !== null || operation.requiresBody;
}

/** What both validators find in a value that replaces a body, whether the client sends it, the service returns it, or a webhook delivers it. */
export async function validateBody(loaded: LoadedSpec, body: Body, value: unknown): Promise<Finding[]> {
  const { title, operation, response, media } = body;
  if (!response) return validateRequestBody(loaded, body, value);

  const headers = Object.fromEntries(response.headers.map(({ name, example }) => [name, `${example}`]));
  const findings = await validateExchange(loaded, title, {
    operation,
    request: documentedRequest(operation),
    response: {
      status: response.status,
      headers: { ...headers, "content-type": media.type },
      body: JSON.stringify(value),
    },
  });
  return findings.filter((finding) => finding.title !== "Error envelope contradicts the response");
}

async function validateRequestBody(
  { prism }: LoadedSpec,
  { operation, media }: Body,
  value: unknown,
): Promise<Finding[]> {
  const request = { ...documentedRequest(operation), body: JSON.stringify(value) };
  const response = { status: operation.responses[0]?.status ?? 200, headers: {}, body: "" };
  const violations = await prism.validate(request, response);
  const { validate } = media.schema;
  const ajvAccepts = validate(value);
  const prismAccepts = violations.every(({ location: [part] }) => part !== "request");

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
