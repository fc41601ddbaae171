/** What must hold within the contract itself, before anybody is held to it. */
import { isDeepStrictEqual } from "node:util";
import type { Contract, LoadedSpec } from "../engine/contract.js";
import { type Finding, specDefect } from "../engine/findings.js";
import { at, isObject, type JsonObject, type Operation, objectAt, type Spec } from "../engine/openapi.js";
import { complete, membersOf, partsOf, schemaPlaces, schemaRoots, schemasBelow } from "../engine/schemas.js";
import { type Check, check } from "./check.js";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** The promises of one operation, whether the service answers it or sends it. */
const OF_EACH: [promise: string, faults: (contract: Contract, operation: Operation) => Finding[]][] = [
  ["each error has a parameter example of its name, and each such example an outcome", unpairedExamples],
  ["each error can be told from the others by status and code", ambiguousErrors],
  ["credentials are needed or not, never as one likes", optionalSecurity],
  ["what travels as text has an example and is never null", textFaults],
  ["a wait is the same in the header and in the body", waitFaults],
];

/** Checks of the document alone. */
export function specChecks(contract: Contract): Check[] {
  const { spec, operations, webhooks, compile } = contract.written;
  return [
    check("the dialect is JSON Schema 2020-12, for Prism too", () => dialect(spec)),
    check("no type stands beside a const or an enum that none of their values has", () => idleTypes(spec)),
    check("the catalogue of error codes is in order", () => catalogueFaults(spec)),
    ...[...operations, ...webhooks].flatMap((operation) =>
      OF_EACH.map(([promise, faults]) => check(`${operation.id} › ${promise}`, () => faults(contract, operation))),
    ),
    ...webhooks.map((webhook) =>
      check(`${webhook.id} › has an example of its name, with every member`, () =>
        eventExampleFaults(contract, webhook),
      ),
    ),
    check("between them the examples show every member, and null where it is allowed", () =>
      unshownMembers(contract.written),
    ),
    ...exampleChecks(contract),
    ...schemaRoots(spec).map((place) => check(`${place} compiles in strict mode`, () => compileFaults(compile, place))),
  ];
}

function exampleChecks({ written, strict }: Contract): Check[] {
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
      [written, strict].flatMap(({ compile }) => {
        const validate = compile(schema);
        if (value !== undefined && validate(value)) return [];
        return [
          specDefect(
            title,
            validate.errors?.map(({ message }) => message).join("; ") ?? "an example",
            JSON.stringify(value) ?? "none",
          ),
        ];
      }),
    ),
  );
}

/** Who reads the examples, or tests against the mock, meets all that there is. */
function unshownMembers({ spec, operations, webhooks }: LoadedSpec): Finding[] {
  const bodies = [...operations, ...webhooks].flatMap(({ requestBodies, responses }) => [
    ...requestBodies,
    ...responses.flatMap(({ media }) => media),
  ]);
  const shown = bodies.flatMap(({ schema, examples }) => examples.flatMap(({ value }) => partsOf(spec, schema, value)));
  const members = schemasBelow(spec, ...bodies.map(({ schema }) => schema)).flatMap((schema) => [
    ...membersOf(spec, schema).values(),
  ]);
  return [...new Set(members)].flatMap((member) => {
    const values = shown.filter(([place]) => place === member).map(([, value]) => value);
    if (values.length === 0) return [specDefect(member, "an example that shows the member", "none")];
    const needsNull = typesAt(spec, member).includes("null") && !values.includes(null);
    return needsNull ? [specDefect(member, "an example in which the member is null", "none")] : [];
  });
}

function dialect(spec: Spec): Finding[] {
  return spec.jsonSchemaDialect === DIALECT
    ? []
    : [specDefect("#/jsonSchemaDialect", DIALECT, `${spec.jsonSchemaDialect}`)];
}

function compileFaults(compile: LoadedSpec["compile"], place: string): Finding[] {
  try {
    compile(place);
    return [];
  } catch (error) {
    return [specDefect(place, "a schema that compiles in strict mode", (error as Error).message)];
  }
}

/**
 * Names pair an error with the parameter value that stands for it; a value that stands for nothing, or an error without a value, is
 * a slip. Operations that share a parameter need not document the same errors: a value then stands for the first success of those
 * that do not document its error.
 */
function unpairedExamples({ written: { operations } }: Contract, operation: Operation): Finding[] {
  const errors = outcomesOf(operation, (status) => status >= 400);
  return operation.parameters
    .filter(({ examples }) => examples.length > 1)
    .flatMap(({ name: parameter, pointer, examples }) => {
      const names = examples.map(({ name }) => name);
      const values = new Set(examples.map(({ value }) => JSON.stringify(value)));
      const users = operations.filter(({ parameters }) => parameters.some((one) => one.pointer === pointer));
      const documented = users.flatMap((one) => outcomesOf(one));
      return [
        ...errors
          .filter((name) => !names.includes(name))
          .map((name) => [`an example named ${name}, whose value asks for this error`, "none"]),
        ...names
          .filter((name) => !documented.includes(name))
          .map((name) => [`a response example named ${name}, or no parameter example of this name`, "none"]),
        ...(values.size < names.length ? [["a value of its own for each name", "a value twice"]] : []),
      ].map(([expected = "", actual = ""]) => specDefect(`${operation.id} › ${parameter}`, expected, actual));
    });
}

function outcomesOf({ responses }: Operation, matches = (_status: number) => true): string[] {
  return responses
    .filter(({ status }) => matches(status))
    .flatMap(({ media }) => media.flatMap(({ examples }) => examples.map(({ name }) => name)));
}

function ambiguousErrors(_: Contract, operation: Operation): Finding[] {
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
        specDefect(
          `${operation.id} › ${status} › ${name}`,
          "a status and code of its own",
          other ? `those of ${other}` : "no code",
        ),
      ];
    });
}

function optionalSecurity({ written: { spec } }: Contract, { pointer, id }: Operation): Finding[] {
  const security = at(spec, `${pointer}/security`) ?? spec.security ?? [];
  const optional = Array.isArray(security) && security.some((one) => isObject(one) && Object.keys(one).length === 0);
  return optional ? [specDefect(`${id} › security`, "requirements, or none at all", JSON.stringify(security))] : [];
}

function textFaults({ written: { spec } }: Contract, { id, parameters, responses }: Operation): Finding[] {
  const headers = responses.flatMap((response) => response.headers);
  const bare = [
    ...parameters.filter(({ examples }) => examples.length === 0),
    ...headers.filter(({ example }) => example === undefined),
  ];
  const nullable = [...parameters, ...headers].filter(({ schema }) => typesAt(spec, schema).includes("null"));
  return [
    ...bare.map(({ name }) => specDefect(`${id} › ${name}`, "an example", "none")),
    ...nullable.map(({ name }) => specDefect(`${id} › ${name}`, "a type that text can have", "null")),
  ];
}

function waitFaults(_: Contract, { id, responses }: Operation): Finding[] {
  return responses.flatMap(({ status, headers, media }) => {
    const wait = headers.find(({ name }) => name === "retry-after")?.example;
    const bodies = media.flatMap(({ examples }) => examples);
    return bodies
      .filter(({ value }) => isObject(value) && isObject(value.error) && value.error.retry_after !== wait)
      .map(({ name }) =>
        specDefect(`${id} › ${status} › ${name}`, `a retry_after of ${wait}, as in the header`, "another"),
      );
  });
}

/** The sandbox delivers this example; a receiver shall meet every member in it. */
function eventExampleFaults({ written, strict }: Contract, { id, requestBodies }: Operation): Finding[] {
  return requestBodies.flatMap(({ examples, schema }) => {
    const example = examples.find(({ name }) => name === id);
    if (!example)
      return [specDefect(id, `an example named ${id}`, examples.map(({ name }) => name).join(", ") || "none")];
    const whole = complete(strict.spec, schema, example.value);
    return isDeepStrictEqual(whole, example.value)
      ? []
      : [
          specDefect(
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
    return idle.map((type) => specDefect(place, `a value of the type ${type}`, JSON.stringify(values)));
  });
}

function typesAt(spec: Spec, schema: string): string[] {
  const { type } = objectAt(spec, schema);
  return (Array.isArray(type) ? type : [type]).map(String);
}

function catalogueFaults(spec: Spec): Finding[] {
  const place = "#/components/schemas/ErrorCode/x-error-codes";
  const catalogue = at(spec, place);
  if (!Array.isArray(catalogue)) return [specDefect(place, "the catalogue", "none")];

  const entries = catalogue.filter(isObject) as JsonObject[];
  const codes = entries.map(({ code }) => Number(code));
  const sorted = codes.every((code, index) => Number.isInteger(code) && code > (codes[index - 1] ?? 0));
  const unknown = catalogueUsers(spec).filter((code) => !codes.includes(code));
  return [
    ...(sorted ? [] : [specDefect(place, "whole numbers in rising order, each once", codes.join(", "))]),
    ...unknown.map((code) => specDefect(place, `an entry for ${code}, which an example has`, "none")),
  ];
}

function catalogueUsers(spec: Spec): number[] {
  const examples = Object.values((at(spec, "#/components/examples") ?? {}) as JsonObject);
  return examples.flatMap((example) => {
    const value = isObject(example) ? example.value : undefined;
    return isObject(value) && isObject(value.error) ? [Number(value.error.code)] : [];
  });
}
