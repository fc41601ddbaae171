/** A documented response, and the request that asks for it. `npm run generate` reads it from `openapi/`. */
export interface Outcome {
  /** The key in `operations`. */
  readonly operation: string;
  readonly status: number;
  /** The name of the response's example; none where the response has no body. */
  readonly example?: string;
  /** The documented request: of each parameter the example that has the outcome's name, else the first. */
  readonly request: {
    readonly path: Readonly<Record<string, unknown>>;
    readonly query: Readonly<Record<string, unknown>>;
    readonly header: Readonly<Record<string, unknown>>;
    readonly body?: unknown;
  };
  /** Whether a parameter has an example of the outcome's name, so that its value alone asks for the outcome. */
  readonly paired: boolean;
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
