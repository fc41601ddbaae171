import type { Schema } from "./validate.js";

/** A documented response, and the request that asks for it. `npm run generate` reads it from `openapi/`. */
export interface Outcome {
  /** The key in `operations`. */
  readonly operation: string;
  readonly status: number;
  /** The name of the response's example; absent if the response has no body. */
  readonly example?: string;
  /** The documented request: for each parameter, the example with the outcome's name, else the first. */
  readonly request: {
    readonly path: Readonly<Record<string, unknown>>;
    readonly query: Readonly<Record<string, unknown>>;
    readonly header: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
  };
  /** The parameters that have an example with the outcome's name, so that their values alone select the outcome. */
  readonly pairedBy: readonly string[];
  /** The examples of the response's headers. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** A webhook as documented. */
export interface DocumentedEvent {
  /** The examples of the delivery's headers. */
  readonly headers: Readonly<Record<string, string>>;
  /** The examples of its body, by name. */
  readonly examples: Readonly<Record<string, unknown>>;
}

/** What an operation demands of a request besides its path. */
export interface Demands {
  /** Whether a request needs an API key. */
  readonly secured: boolean;
  readonly query: Readonly<Record<string, Demand>>;
  /** The JSON body; absent if the operation takes none. */
  readonly body?: Demand;
}

interface Demand {
  readonly required: boolean;
  readonly schema: Schema;
}
