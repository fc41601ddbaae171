import type { LoadedSpec } from "./contract.js";
import type { HttpRequest } from "./exchange.js";
import { type Json, valueAt } from "./json-pointers.js";
import type { DocumentedResponse, Operation } from "./openapi.js";
import { documentedRequest } from "./requests.js";

/** Operation × response × named example. */
export interface Case {
  /** `leaveChat › 409 › chatUnavailable`. */
  name: string;
  operation: Operation;
  response: DocumentedResponse;
  /** The documented body; `undefined` if the response has none. */
  body: Json | undefined;
  example: string | undefined;
}

export function casesOf({ operations }: LoadedSpec): Case[] {
  return operations.flatMap((operation) =>
    operation.responses.flatMap((response): Case[] => {
      const name = `${operation.id} › ${response.status}`;
      const examples = response.media.flatMap((media) => media.examples);
      if (examples.length === 0) return [{ name, operation, response, body: undefined, example: undefined }];
      return examples.map(({ name: example, value }) => ({
        name: `${name} › ${example}`,
        operation,
        response,
        body: value,
        example,
      }));
    }),
  );
}

/** A request that asks for this response: by the `Prefer` header, which mocks obey, and by the paired parameter. */
export function requestFor({ operation, response, example }: Case): HttpRequest {
  return documentedRequest(operation, { status: response.status, example });
}

/** Linq's error code in a body. */
export function codeOf(body: Json | undefined): Json | undefined {
  return valueAt(body, "#/error/code");
}
