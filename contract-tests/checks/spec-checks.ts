/** Checks of the contract itself. */
import { isDeepStrictEqual } from "node:util";
import { codeOf } from "../engine/cases.js";
import type { Contract, LoadedSpec } from "../engine/contract.js";
import { type Finding, specDefect } from "../engine/findings.js";
import { at, isObject, type Json, objectAt, valueAt } from "../engine/json-pointers.js";
import { bodiesOf, CATALOGUE, type Operation, outcomesOf, type Spec } from "../engine/openapi.js";
import { type Schema, schemasBelow, typesOf } from "../engine/resolved-schemas.js";
import { complete, partsOf } from "../engine/schema-values.js";
import { type Check, check } from "./check.js";

const DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** The promises of one operation, whether the service receives it or sends it. */
const OF_EACH: [promise: string, defects: (loaded: LoadedSpec, operation: Operation) => Finding[]][] = [
  ["each error has a parameter example of the same name, and each parameter example an outcome", unpairedExamples],
  ["each error has its own combination of status and code", ambiguousErrors],
  ["credentials are either required or not accepted, never optional", optionalSecurity],
  ["parameters and headers have an example and are never null", textDefects],
  ["retry_after is the same in the header and in the body", waitDefects],
];

export function specChecks(contract: Contract): Check[] {
  const { written } = contract;
  const { spec, operations, webhooks, schemas } = written;
  return [
    check("the dialect is JSON Schema 2020-12, for Prism too", () => dialectDefects(spec)),
    check("each type of a const or an enum is the type of one of its values", () => unusedTypes(schemas)),
    check("the catalogue of error codes is in order and complete", () => catalogueDefects(written)),
    ...[...operations, ...webhooks].flatMap((operation) =>
      OF_EACH.map(([promise, defects]) => check(`${operation.id} › ${promise}`, () => defects(written, operation))),
    ),
    ...webhooks.map((webhook) =>
      check(`${webhook.id} › has an example with its name and every member`, () => eventExampleDefects(webhook)),
    ),
    check("between them the examples show every member, and null if it is allowed", () => unshownMembers(written)),
    ...exampleChecks(contract),
    ...schemas.map((schema) => check(`${schema.pointer} compiles in strict mode`, () => compileDefects(schema))),
  ];
}

function exampleChecks({ written, strict }: Contract): Check[] {
  return examplesOf(written).map(({ title, schema, value }) =>
    check(`${title} › the example conforms, as written and strict`, () =>
      [schema, strict.schemaAt(schema.pointer)].flatMap(({ validate }) => {
        if (value !== undefined && validate(value)) return [];
        const expected = validate.errors?.map(({ message }) => message).join("; ") ?? "an example";
        return [specDefect(title, expected, JSON.stringify(value) ?? "none")];
      }),
    ),
  );
}

/** The examples of bodies, parameters and headers. */
function examplesOf({
  operations,
  webhooks,
}: LoadedSpec): { title: string; schema: Schema; value: Json | undefined }[] {
  const all = [...operations, ...webhooks];
  return [
    ...bodiesOf(all).flatMap(({ title, media: { schema, examples } }) =>
      examples.map(({ name, value }) => ({ title: `${title} › ${name}`, schema, value })),
    ),
    ...all.flatMap(({ id, parameters }) =>
      parameters.flatMap(({ name: parameter, schema, examples }) =>
        examples.map(({ name, value }) => ({ title: `${id} › ${parameter} › ${name}`, schema, value })),
      ),
    ),
    ...all.flatMap(({ id, responses }) =>
      responses.flatMap(({ status, headers }) =>
        headers.map(({ name, schema, example }) => ({ title: `${id} › ${status} › ${name}`, schema, value: example })),
      ),
    ),
  ];
}

/** The examples, and so the mock, show every member. */
function unshownMembers({ operations, webhooks }: LoadedSpec): Finding[] {
  const bodies = bodiesOf([...operations, ...webhooks]).map(({ media }) => media);
  const shown = bodies.flatMap(({ schema, examples }) => examples.flatMap(({ value }) => partsOf(schema, value)));
  const members = schemasBelow(...bodies.map(({ schema }) => schema)).flatMap((schema) => [...schema.members.values()]);
  return [...new Set(members)].flatMap((member) => {
    const values = shown.filter(([schema]) => schema === member).map(([, value]) => value);
    if (values.length === 0) return [specDefect(member.pointer, "an example that shows the member", "none")];
    const needsNull = typesOf(member).includes("null") && !values.includes(null);
    return needsNull ? [specDefect(member.pointer, "an example in which the member is null", "none")] : [];
  });
}

function dialectDefects({ jsonSchemaDialect }: Spec): Finding[] {
  return jsonSchemaDialect === DIALECT ? [] : [specDefect("#/jsonSchemaDialect", DIALECT, `${jsonSchemaDialect}`)];
}

function compileDefects(schema: Schema): Finding[] {
  try {
    void schema.validate;
    return [];
  } catch (error) {
    return [specDefect(schema.pointer, "a schema that compiles in strict mode", (error as Error).message)];
  }
}

/**
 * Names pair an error with the parameter value that asks for it. A value without an error, or an error without a value, is a mistake.
 * Operations that share a parameter need not document the same errors: if an operation does not document the error, the value asks for
 * its first success.
 */
function unpairedExamples({ operations }: LoadedSpec, operation: Operation): Finding[] {
  const errors = errorsOf(operation).map(({ name }) => name);
  return operation.parameters
    .filter(({ examples }) => examples.length > 1)
    .flatMap(({ name: parameter, pointer, examples }) => {
      const names = examples.map(({ name }) => name);
      const values = new Set(examples.map(({ value }) => JSON.stringify(value)));
      const users = operations.filter(({ parameters }) => parameters.some((one) => one.pointer === pointer));
      const documented = users.flatMap((one) => outcomesOf(one).map(({ name }) => name));
      const defect = (expected: string, actual = "none") =>
        specDefect(`${operation.id} › ${parameter}`, expected, actual);
      return [
        ...errors
          .filter((name) => !names.includes(name))
          .map((name) => defect(`an example named ${name}, whose value asks for this error`)),
        ...names
          .filter((name) => !documented.includes(name))
          .map((name) => defect(`a response example named ${name}, or no parameter example of this name`)),
        ...(values.size < names.length ? [defect("a different value for each name", "the same value twice")] : []),
      ];
    });
}

function errorsOf(operation: Operation) {
  return outcomesOf(operation).filter(({ status }) => status >= 400);
}

function ambiguousErrors(_: LoadedSpec, operation: Operation): Finding[] {
  const seen = new Map<string, string>();
  return errorsOf(operation).flatMap(({ status, name, value }) => {
    const code = codeOf(value);
    const other = seen.get(`${status} / ${code}`);
    seen.set(`${status} / ${code}`, name);
    if (code !== undefined && other === undefined) return [];
    const actual = other ? `those of ${other}` : "no code";
    return [specDefect(`${operation.id} › ${status} › ${name}`, "its own combination of status and code", actual)];
  });
}

function optionalSecurity({ spec }: LoadedSpec, { pointer, id }: Operation): Finding[] {
  const security = at(spec, `${pointer}/security`) ?? spec.security ?? [];
  const optional = Array.isArray(security) && security.some((one) => isObject(one) && Object.keys(one).length === 0);
  return optional ? [specDefect(`${id} › security`, "requirements, or none", JSON.stringify(security))] : [];
}

function textDefects(_: LoadedSpec, { id, parameters, responses }: Operation): Finding[] {
  const headers = responses.flatMap((response) => response.headers);
  const bare = [
    ...parameters.filter(({ examples }) => examples.length === 0),
    ...headers.filter(({ example }) => example === undefined),
  ];
  const nullable = [...parameters, ...headers].filter(({ schema }) => typesOf(schema).includes("null"));
  return [
    ...bare.map(({ name }) => specDefect(`${id} › ${name}`, "an example", "none")),
    ...nullable.map(({ name }) => specDefect(`${id} › ${name}`, "a type that text can express", "null")),
  ];
}

function waitDefects(_: LoadedSpec, { id, responses }: Operation): Finding[] {
  return responses.flatMap(({ status, headers, media }) => {
    const wait = headers.find(({ name }) => name === "retry-after")?.example;
    return media
      .flatMap(({ examples }) => examples)
      .filter(({ value }) => isObject(valueAt(value, "#/error")) && valueAt(value, "#/error/retry_after") !== wait)
      .map(({ name }) =>
        specDefect(`${id} › ${status} › ${name}`, `the value of the retry-after header, ${wait}`, "a different value"),
      );
  });
}

/** The sandbox delivers this example, so it must have every member that a receiver may get. */
function eventExampleDefects({ id, requestBodies }: Operation): Finding[] {
  return requestBodies.flatMap(({ examples, schema }) => {
    const example = examples.find(({ name }) => name === id);
    if (!example) {
      const names = examples.map(({ name }) => name).join(", ");
      return [specDefect(id, `an example named ${id}`, names || "none")];
    }
    const whole = complete(schema, example.value);
    if (isDeepStrictEqual(whole, example.value)) return [];
    return [specDefect(`${id} › ${example.name}`, JSON.stringify(whole), JSON.stringify(example.value))];
  });
}

function unusedTypes(schemas: Schema[]): Finding[] {
  return schemasBelow(...schemas).flatMap((schema) => {
    const { const: constant, enum: options } = schema.keywords;
    const values = Array.isArray(options) ? options : constant === undefined ? [] : [constant];
    if (values.length === 0) return [];
    const used: string[] = values.map((value) => (value === null ? "null" : typeof value));
    return typesOf(schema)
      .filter((type) => !used.includes(type === "integer" ? "number" : type))
      .map((type) => specDefect(schema.pointer, `a value of the type ${type}`, JSON.stringify(values)));
  });
}

function catalogueDefects({ spec, errorCodes }: LoadedSpec): Finding[] {
  const codes = errorCodes.map(({ code }) => Number(code));
  if (codes.length === 0) return [specDefect(CATALOGUE, "the catalogue", "none")];

  const sorted = codes.every((code, index) => Number.isInteger(code) && code > (codes[index - 1] ?? 0));
  const examples = Object.values(objectAt(spec, "#/components/examples"));
  const used = examples.map((example) => codeOf(valueAt(example, "#/value"))).filter((code) => code !== undefined);
  return [
    ...(sorted ? [] : [specDefect(CATALOGUE, "distinct whole numbers in ascending order", codes.join(", "))]),
    ...used
      .filter((code) => !codes.includes(Number(code)))
      .map((code) => specDefect(CATALOGUE, `an entry for ${code}, which an example has`, "none")),
  ];
}
