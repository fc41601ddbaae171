/** The part of an OpenAPI 3.1 document that the suite reads, with its references followed. */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
/** A whole bundled document: every `$ref` points into it. */
export type Spec = JsonObject;

/** A JSON pointer as a URI fragment, `#/components/schemas/ErrorCode`: a place in the document. */
export type Pointer = string;

export interface Operation {
  id: string;
  /** In capitals. */
  method: string;
  path: string;
  pointer: Pointer;
  /** Whether a request needs credentials. */
  secured: boolean;
  parameters: Parameter[];
  /** The bodies that a request may have; none if the operation takes no body. */
  requestBodies: Media[];
  /** Whether a request must have a body. */
  requiresBody: boolean;
  responses: DocumentedResponse[];
}

export interface Parameter {
  name: string;
  pointer: Pointer;
  in: string;
  required: boolean;
  schema: Pointer;
  examples: Example[];
}

export interface DocumentedResponse {
  status: number;
  pointer: Pointer;
  headers: Header[];
  media: Media[];
}

export interface Header {
  name: string;
  pointer: Pointer;
  required: boolean;
  schema: Pointer;
  example: Json | undefined;
}

export interface Media {
  type: string;
  pointer: Pointer;
  schema: Pointer;
  examples: Example[];
}

export interface Example {
  /** A single `example` has the name `example`. */
  name: string;
  value: Json;
  /** Where the value stands. */
  place: Pointer;
}

const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** The operations under `paths`. */
export function operations(spec: Spec): Operation[] {
  return operationsUnder(spec, "#/paths");
}

/** The requests that the service sends: the operations under `webhooks`. */
export function webhooks(spec: Spec): Operation[] {
  return "webhooks" in spec ? operationsUnder(spec, "#/webhooks") : [];
}

function operationsUnder(spec: Spec, root: Pointer): Operation[] {
  return childrenOf(spec, root).flatMap(([path, item]) =>
    childrenOf(spec, item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, pointer]) => {
        const value = objectAt(spec, pointer);
        const security = value.security ?? spec.security ?? [];
        const parameters = [...listOf(spec, `${item}/parameters`), ...listOf(spec, `${pointer}/parameters`)];
        return {
          id: `${value.operationId}`,
          method: method.toUpperCase(),
          path,
          pointer,
          secured: Array.isArray(security) && security.length > 0 && security.every((one) => !isEmpty(one)),
          parameters: parameters.map((parameter) => readParameter(spec, parameter)),
          requestBodies: readMedia(spec, `${pointer}/requestBody`),
          requiresBody: at(spec, `${pointer}/requestBody/required`) === true,
          responses: childrenOf(spec, `${pointer}/responses`).map(([status, response]) =>
            readResponse(spec, status, response),
          ),
        };
      }),
  );
}

function readParameter(spec: Spec, pointer: Pointer): Parameter {
  const value = objectAt(spec, pointer);
  return {
    name: `${value.name}`,
    pointer,
    in: `${value.in}`,
    required: value.required === true,
    schema: resolve(spec, `${pointer}/schema`),
    examples: readExamples(spec, pointer),
  };
}

function readResponse(spec: Spec, status: string, pointer: Pointer): DocumentedResponse {
  if (!/^[1-5]\d\d$/.test(status)) {
    throw new Error(
      `${pointer} documents ${status}. Write each status out; the suite makes its cases from the numbers.`,
    );
  }
  return {
    status: Number(status),
    pointer,
    headers: childrenOf(spec, `${pointer}/headers`).map(([name, header]) => {
      const value = objectAt(spec, header);
      return {
        name,
        pointer: header,
        required: value.required === true,
        schema: resolve(spec, `${header}/schema`),
        example: value.example,
      };
    }),
    media: readMedia(spec, pointer),
  };
}

function readMedia(spec: Spec, pointer: Pointer): Media[] {
  return childrenOf(spec, `${pointer}/content`).map(([type, media]) => ({
    type,
    pointer: media,
    schema: resolve(spec, `${media}/schema`),
    examples: readExamples(spec, media),
  }));
}

function readExamples(spec: Spec, pointer: Pointer): Example[] {
  const { example } = objectAt(spec, pointer);
  const single = example === undefined ? [] : [{ name: "example", value: example, place: `${pointer}/example` }];
  const named = childrenOf(spec, `${pointer}/examples`).map(([name, place]) => ({
    name,
    value: objectAt(spec, place).value ?? null,
    place: `${place}/value`,
  }));
  return [...single, ...named];
}

/** The value at a place, every reference on the way followed; undefined if there is none. */
export function at(spec: Spec, pointer: Pointer): Json | undefined {
  return follow(spec, pointer)?.value;
}

export function objectAt(spec: Spec, pointer: Pointer): JsonObject {
  const value = at(spec, pointer);
  return isObject(value) ? value : {};
}

/** The place that a place refers to: the same one, unless a reference stands there or on the way. */
export function resolve(spec: Spec, pointer: Pointer): Pointer {
  return follow(spec, pointer)?.pointer ?? pointer;
}

/** The members of the object at a place, each with its resolved place. */
export function childrenOf(spec: Spec, pointer: Pointer): [name: string, place: Pointer][] {
  const place = resolve(spec, pointer);
  return Object.keys(objectAt(spec, place)).map((name) => [name, resolve(spec, join(place, name))]);
}

function listOf(spec: Spec, pointer: Pointer): Pointer[] {
  const list = at(spec, pointer);
  return Array.isArray(list) ? list.map((_, index) => resolve(spec, `${pointer}/${index}`)) : [];
}

interface Place {
  value: Json;
  pointer: Pointer;
}

function follow(spec: Spec, pointer: Pointer): Place | undefined {
  let here: Place = { value: spec, pointer: "#" };
  for (const step of steps(pointer)) {
    const next = child(here, step);
    if (next === undefined) return undefined;
    const target = isObject(next.value) ? next.value.$ref : undefined;
    const found = typeof target === "string" ? follow(spec, target) : next;
    if (found === undefined) return undefined;
    here = found;
  }
  return here;
}

function child({ value, pointer }: Place, step: string): Place | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
  const next = (value as JsonObject)[step];
  return next === undefined ? undefined : { value: next, pointer: join(pointer, step) };
}

export function steps(pointer: Pointer): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

export function join(pointer: Pointer, step: string | number): Pointer {
  return `${pointer}/${`${step}`.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
