/** The operations of an OpenAPI 3.1 document, with every reference resolved. */
import { at, childrenOf, isObject, type Json, type JsonObject, objectAt, type Pointer } from "./json-pointers.js";
import { type Schema, schemaReader } from "./resolved-schemas.js";

/** A whole bundled document: every `$ref` points into it. */
export type Spec = JsonObject;

export interface Operation {
  id: string;
  /** In capitals. */
  method: string;
  path: string;
  pointer: Pointer;
  /** Whether a request needs credentials. */
  secured: boolean;
  parameters: Parameter[];
  /** The bodies that a request may have; empty if the operation takes no body. */
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
  schema: Schema;
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
  schema: Schema;
  example: Json | undefined;
}

export interface Media {
  type: string;
  pointer: Pointer;
  schema: Schema;
  examples: Example[];
}

export interface Example {
  /** A single `example` has the name `example`. */
  name: string;
  value: Json;
  place: Pointer;
}

/** A documented body, and the operation that it belongs to. */
export interface Body {
  /** `leaveChat › 409`; for a request, `leaveChat`. */
  title: string;
  operation: Operation;
  /** `undefined` for the body of a request. */
  response: DocumentedResponse | undefined;
  media: Media;
}

/** Every body of these operations: those of requests, then those of responses. */
export function bodiesOf(operations: Operation[]): Body[] {
  return operations.flatMap((operation) => [
    ...operation.requestBodies.map((media) => ({ title: operation.id, operation, response: undefined, media })),
    ...operation.responses.flatMap((response) =>
      response.media.map((media) => ({ title: `${operation.id} › ${response.status}`, operation, response, media })),
    ),
  ]);
}

/** Every example of a response, that is, every outcome of the operation. */
export function outcomesOf({ responses }: Operation): (Example & { status: number })[] {
  return responses.flatMap(({ status, media }) =>
    media.flatMap(({ examples }) => examples.map((example) => ({ status, ...example }))),
  );
}

export const METHODS = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/** The operations under `paths`. */
export function operations(spec: Spec, schemaAt = schemaReader(spec)): Operation[] {
  return operationsUnder(spec, "#/paths", schemaAt);
}

/** The requests that the service sends: the operations under `webhooks`. */
export function webhooks(spec: Spec, schemaAt = schemaReader(spec)): Operation[] {
  return operationsUnder(spec, "#/webhooks", schemaAt);
}

function operationsUnder(spec: Spec, root: Pointer, schemaAt: (pointer: Pointer) => Schema): Operation[] {
  return childrenOf(spec, root).flatMap(([path, item]) =>
    childrenOf(spec, item)
      .filter(([method]) => METHODS.includes(method))
      .map(([method, pointer]) => readOperation(path, method, pointer, item)),
  );

  function readOperation(path: string, method: string, pointer: Pointer, item: Pointer): Operation {
    const value = objectAt(spec, pointer);
    const security = value.security ?? spec.security ?? [];
    const parameters = [item, pointer].flatMap((place) => childrenOf(spec, `${place}/parameters`));
    return {
      id: `${value.operationId}`,
      method: method.toUpperCase(),
      path,
      pointer,
      secured: Array.isArray(security) && security.length > 0 && security.every((one) => !isEmpty(one)),
      parameters: parameters.map(([, place]) => readParameter(place)),
      requestBodies: readMedia(`${pointer}/requestBody`),
      requiresBody: at(spec, `${pointer}/requestBody/required`) === true,
      responses: childrenOf(spec, `${pointer}/responses`).map(([status, place]) => readResponse(status, place)),
    };
  }

  function readParameter(pointer: Pointer): Parameter {
    const { name, in: place, required } = objectAt(spec, pointer);
    return {
      name: `${name}`,
      pointer,
      in: `${place}`,
      required: required === true,
      schema: schemaAt(`${pointer}/schema`),
      examples: readExamples(pointer),
    };
  }

  function readResponse(status: string, pointer: Pointer): DocumentedResponse {
    if (!/^[1-5]\d\d$/.test(status)) {
      throw new Error(`${pointer} documents ${status}. Write out each status: cases are made from the numbers.`);
    }
    const headers = childrenOf(spec, `${pointer}/headers`);
    return {
      status: Number(status),
      pointer,
      headers: headers.map(([name, place]) => readHeader(name, place)),
      media: readMedia(pointer),
    };
  }

  function readHeader(name: string, pointer: Pointer): Header {
    const { required, example } = objectAt(spec, pointer);
    return { name, pointer, required: required === true, schema: schemaAt(`${pointer}/schema`), example };
  }

  function readMedia(pointer: Pointer): Media[] {
    return childrenOf(spec, `${pointer}/content`).map(([type, place]) => ({
      type,
      pointer: place,
      schema: schemaAt(`${place}/schema`),
      examples: readExamples(place),
    }));
  }

  function readExamples(pointer: Pointer): Example[] {
    const { example } = objectAt(spec, pointer);
    const single = example === undefined ? [] : [{ name: "example", value: example, place: `${pointer}/example` }];
    const named = childrenOf(spec, `${pointer}/examples`).map(([name, place]) => ({
      name,
      value: objectAt(spec, place).value ?? null,
      place: `${place}/value`,
    }));
    return [...single, ...named];
  }
}

/** Where the contract lists the error codes. */
export const CATALOGUE = "#/components/schemas/ErrorCode/x-error-codes";

export function errorCodesOf(spec: Spec): JsonObject[] {
  return childrenOf(spec, CATALOGUE).map(([, place]) => objectAt(spec, place));
}

/** A place in the catalogue by its code instead of its index, so that a new code does not change the places of those after it. */
export function placeByCode(spec: Spec, place: Pointer): Pointer {
  const [entry] = new RegExp(`^${CATALOGUE}/\\d+`).exec(place) ?? [];
  return entry === undefined ? place : `${CATALOGUE}/${objectAt(spec, entry).code}${place.slice(entry.length)}`;
}

function isEmpty(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
