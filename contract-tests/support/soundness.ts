/** What must hold within the contract itself, before anybody is held to it. */
import { isDeepStrictEqual } from "node:util";

import type { Check } from "./checks.js";
import type { Contract, Side } from "./contract.js";
import type { Finding } from "./findings.js";
import { judge } from "./judge.js";
import { at, isObject, type JsonObject, type Media, type Operation, objectAt, type Spec } from "./openapi.js";
import { documentedRequest } from "./requests.js";
import { complete, schemaPlaces, violations } from "./schemas.js";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** Checks of the document alone. */
export function soundnessChecks(contract: Contract): Check[] {
  const { written } = contract;
  return [
    check("the dialect is JSON Schema 2020-12, for Prism too", () => dialect(written.spec)),
    ...schemaPlaces(written.spec).map((place) =>
      check(`${place} compiles in strict mode`, () => compiles(contract, place), [`schema › ${place}`]),
    ),
    ...written.operations.map((operation) =>
      check(
        `${operation.id} › each outcome has a parameter example of its name, and each such example an outcome`,
        () => unpairedExamples(written.operations, operation),
      ),
    ),
    ...written.operations.map((operation) =>
      check(`${operation.id} › each error can be told from the others by status and code`, () =>
        ambiguousErrors(operation),
      ),
    ),
    ...[...written.operations, ...written.webhooks].map((operation) =>
      check(`${operation.id} › credentials are needed or not, never as one likes`, () =>
        optionalSecurity(written.spec, operation),
      ),
    ),
    ...[...written.operations, ...written.webhooks].map((operation) =>
      check(`${operation.id} › what travels as text has an example and is never null`, () =>
        textFaults(written.spec, operation),
      ),
    ),
    ...written.operations.map((operation) =>
      check(`${operation.id} › a wait is the same in the header and in the body`, () => waitFaults(operation)),
    ),
    ...written.webhooks.map((operation) =>
      check(`${operation.id} › has an example of its name, with every member`, () =>
        eventExampleFaults(contract, operation),
      ),
    ),
    check("no type stands beside a const or an enum that none of their values has", () => idleTypes(written.spec)),
    check("the catalogue of error codes is in order", () => catalogueFaults(written.spec)),
    ...exampleChecks(contract),
  ];
}

/** Each body, in its documented and in its complete form, before both oracles; then spoilt in every way that its schema knows. */
export function bodyChecks(contract: Contract): Check[] {
  const { twin } = contract;
  const seen = new Set<string>();
  return bodiesOf(twin).flatMap(({ title, media, ask }) => {
    const [example] = media.examples;
    if (!example || seen.has(media.schema)) return [];
    seen.add(media.schema);
    const { found, untouched } = violations(twin.spec, twin.compile, media.schema, example.value);
    return [
      check(
        `${title} › accepted with every optional member`,
        () => ask(example.value),
        membersIn(twin.spec, media.schema),
      ),
      check(`${title} › has no keyword that nothing can violate`, () =>
        untouched.map(({ keyword, schema }) => unsound(`${schema}/${keyword}`, "a value that violates it", "none")),
      ),
      ...found.map(({ name, keyword, schema, value }) =>
        check(`${title} › both oracles refuse ${name}`, async () => mustRefuse(`${title} ${name}`, await ask(value)), [
          `keyword › ${schema}/${keyword}`,
        ]),
      ),
    ];
  });
}

interface Body {
  title: string;
  media: Media;
  /** What both oracles say to the value in this place. */
  ask(value: unknown): Promise<Finding[]>;
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
  const events = side.webhooks.flatMap((operation) =>
    operation.requestBodies.map(
      (media): Body => ({
        title: operation.id,
        media,
        ask: (value) => judgeEvent(side, operation, media, value),
      }),
    ),
  );
  return [...answers, ...events];
}

/** Both oracles on what the service sends. */
export async function judgeEvent(side: Side, operation: Operation, media: Media, value: unknown): Promise<Finding[]> {
  const request = { ...documentedRequest(side, operation), body: JSON.stringify(value) };
  const answer = { status: operation.responses[0]?.status ?? 200, headers: {}, body: "" };
  const violations = await side.prism.judge(request, answer);
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

function exampleChecks({ written, twin }: Contract): Check[] {
  const all = [...written.operations, ...written.webhooks];
  const bodies = all.flatMap((operation) => [
    ...operation.requestBodies.map((media) => ({ title: operation.id, media })),
    ...operation.responses.flatMap(({ status, media }) =>
      media.map((one) => ({ title: `${operation.id} › ${status}`, media: one })),
    ),
  ]);
  const values = [
    ...bodies.flatMap(({ title, media }) =>
      media.examples.map(({ name, value }) => ({ title: `${title} › ${name}`, schema: media.schema, value })),
    ),
    ...all.flatMap(({ id, parameters }) =>
      parameters.flatMap((parameter) =>
        parameter.examples.map(({ name, value }) => ({
          title: `${id} › ${parameter.name} › ${name}`,
          schema: parameter.schema,
          value,
        })),
      ),
    ),
    ...all.flatMap(({ id, responses }) =>
      responses.flatMap(({ status, headers }) =>
        headers.map(({ name, schema, example }) => ({ title: `${id} › ${status} › ${name}`, schema, value: example })),
      ),
    ),
  ];
  return values.map(({ title, schema, value }) =>
    check(`${title} › the example conforms, as written and closed`, () =>
      [written, twin].flatMap(({ compile }) => {
        const validate = compile(schema);
        if (value !== undefined && validate(value)) return [];
        return [
          unsound(
            title,
            validate.errors?.map(({ message }) => message).join("; ") ?? "an example",
            JSON.stringify(value) ?? "none",
          ),
        ];
      }),
    ),
  );
}

function dialect(spec: Spec): Finding[] {
  return spec.jsonSchemaDialect === DIALECT
    ? []
    : [unsound("#/jsonSchemaDialect", DIALECT, `${spec.jsonSchemaDialect}`)];
}

function compiles({ written, twin }: Contract, place: string): Finding[] {
  try {
    written.compile(place);
    twin.compile(place);
    return [];
  } catch (error) {
    return [unsound(place, "a schema that compiles in strict mode", (error as Error).message)];
  }
}

/** Names pair an outcome with the parameter value that stands for it; a value without an outcome, or the reverse, is a slip. */
function unpairedExamples(operations: Operation[], operation: Operation): Finding[] {
  const outcomes = operation.responses.flatMap(({ media }) =>
    media.flatMap(({ examples }) => examples.map(({ name }) => name)),
  );
  return operation.parameters
    .filter(({ examples }) => examples.length > 1)
    .flatMap((parameter) => {
      const names = parameter.examples.map(({ name }) => name);
      const values = new Set(parameter.examples.map(({ value }) => JSON.stringify(value)));
      // A parameter that several operations share has the examples of all of them.
      const all = sharing(operations, parameter.schema);
      return [
        ...outcomes
          .filter((name) => !names.includes(name))
          .map((name) => unsound(`${operation.id} › ${parameter.name}`, `an example named ${name}`, "none")),
        ...names
          .filter((name) => !all.has(name))
          .map((name) =>
            unsound(`${operation.id} › ${parameter.name} › ${name}`, "a response example of this name", "none"),
          ),
        ...(values.size < names.length
          ? [unsound(`${operation.id} › ${parameter.name}`, "a value of its own for each name", "a value twice")]
          : []),
      ];
    });
}

function sharing(operations: Operation[], schema: string): Set<string> {
  const users = operations.filter(({ parameters }) => parameters.some((parameter) => parameter.schema === schema));
  return new Set(
    users.flatMap(({ responses }) =>
      responses.flatMap(({ media }) => media.flatMap(({ examples }) => examples.map(({ name }) => name))),
    ),
  );
}

function ambiguousErrors(operation: Operation): Finding[] {
  const seen = new Map<string, string>();
  return operation.responses
    .filter(({ status }) => status >= 400)
    .flatMap(({ status, media }) =>
      media.flatMap(({ examples }) => examples.map((example) => ({ status, ...example }))),
    )
    .flatMap(({ status, name, value }) => {
      const code = isObject(value) && isObject(value.error) ? value.error.code : undefined;
      const key = `${status} / ${code}`;
      const other = seen.get(key);
      seen.set(key, name);
      if (code !== undefined && other === undefined) return [];
      return [
        unsound(
          `${operation.id} › ${status} › ${name}`,
          "a status and code of its own",
          other ? `those of ${other}` : "no code",
        ),
      ];
    });
}

function optionalSecurity(spec: Spec, { pointer, id }: Operation): Finding[] {
  const security = at(spec, `${pointer}/security`) ?? spec.security ?? [];
  const optional = Array.isArray(security) && security.some((one) => isObject(one) && Object.keys(one).length === 0);
  return optional ? [unsound(`${id} › security`, "requirements, or none at all", JSON.stringify(security))] : [];
}

function textFaults(spec: Spec, { id, parameters, responses }: Operation): Finding[] {
  const headers = responses.flatMap((response) => response.headers);
  const bare = [
    ...parameters.filter(({ examples }) => examples.length === 0),
    ...headers.filter(({ example }) => example === undefined),
  ];
  const nullable = [...parameters, ...headers].filter(({ schema }) => typesAt(spec, schema).includes("null"));
  return [
    ...bare.map(({ name }) => unsound(`${id} › ${name}`, "an example", "none")),
    ...nullable.map(({ name }) => unsound(`${id} › ${name}`, "a type that text can have", "null")),
  ];
}

function waitFaults({ id, responses }: Operation): Finding[] {
  return responses.flatMap(({ status, headers, media }) => {
    const wait = headers.find(({ name }) => name === "retry-after")?.example;
    const bodies = media.flatMap(({ examples }) => examples);
    return bodies
      .filter(({ value }) => isObject(value) && isObject(value.error) && value.error.retry_after !== wait)
      .map(({ name }) =>
        unsound(`${id} › ${status} › ${name}`, `a retry_after of ${wait}, as in the header`, "another"),
      );
  });
}

/** The sandbox delivers this example; a receiver shall meet every member in it. */
function eventExampleFaults({ written, twin }: Contract, { id, requestBodies }: Operation): Finding[] {
  return requestBodies.flatMap(({ examples, schema }) => {
    const example = examples.find(({ name }) => name === id);
    if (!example) return [unsound(id, `an example named ${id}`, examples.map(({ name }) => name).join(", ") || "none")];
    const whole = complete(twin.spec, schema, example.value);
    return isDeepStrictEqual(whole, example.value)
      ? []
      : [
          unsound(
            `${id} › ${example.name}`,
            JSON.stringify(whole),
            JSON.stringify(at(written.spec, example.place) ?? null),
          ),
        ];
  });
}

function idleTypes(spec: Spec): Finding[] {
  return schemaPlaces(spec).flatMap((place) => {
    const { const: constant, enum: options } = objectAt(spec, place);
    const values = Array.isArray(options) ? options : constant === undefined ? [] : [constant];
    if (values.length === 0) return [];
    const used: string[] = values.map((value) => (value === null ? "null" : typeof value));
    const idle = typesAt(spec, place).filter((type) => !used.includes(type === "integer" ? "number" : type));
    return idle.map((type) => unsound(place, `a value of the type ${type}`, JSON.stringify(values)));
  });
}

function typesAt(spec: Spec, schema: string): string[] {
  const { type } = objectAt(spec, schema);
  return (Array.isArray(type) ? type : [type]).map(String);
}

function catalogueFaults(spec: Spec): Finding[] {
  const place = "#/components/schemas/ErrorCode/x-error-codes";
  const catalogue = at(spec, place);
  if (!Array.isArray(catalogue)) return [unsound(place, "the catalogue", "none")];

  const entries = catalogue.filter(isObject) as JsonObject[];
  const codes = entries.map(({ code }) => Number(code));
  const sorted = codes.every((code, index) => Number.isInteger(code) && code > (codes[index - 1] ?? 0));
  const unknown = catalogueUsers(spec).filter((code) => !codes.includes(code));
  return [
    ...(sorted ? [] : [unsound(place, "whole numbers in rising order, each once", codes.join(", "))]),
    ...unknown.map((code) => unsound(place, `an entry for ${code}, which an example has`, "none")),
  ];
}

function catalogueUsers(spec: Spec): number[] {
  const examples = Object.values((at(spec, "#/components/examples") ?? {}) as JsonObject);
  return examples.flatMap((example) => {
    const value = isObject(example) ? example.value : undefined;
    return isObject(value) && isObject(value.error) ? [Number(value.error.code)] : [];
  });
}

function membersIn(spec: Spec, schema: string): string[] {
  const whole = complete(spec, schema, undefined);
  const members = (at(spec, `${schema}/properties`) ?? {}) as JsonObject;
  return isObject(whole) ? Object.keys(members).map((name) => `member › ${schema}/properties/${name}`) : [];
}

function unsound(where: string, expected: string, got: string): Finding {
  return { cause: "unsound contract", where, expected, got, blame: "spec" };
}

function check(name: string, findings: () => Finding[] | Promise<Finding[]>, covers: string[] = []): Check {
  return { name, covers, run: async () => findings() };
}
