import type { Schema } from "./validate.js";

/** What the client and the sandbox know about an operation. `npm run generate` reads it from `openapi/`. */
export interface Operation {
  /** In capitals. */
  readonly method: string;
  /** The path with its placeholders, such as `/v3/chats/{chatId}/leave`. */
  readonly path: string;
  /** Whether the request may be sent again if its response is lost (RFC 9110, section 9.2.2). */
  readonly idempotent: boolean;
  /** Whether a request may have a body. */
  readonly takesBody: boolean;
  readonly pathParameters: Readonly<Record<string, Schema>>;
  /** The schema of each documented success by its status; `null` if no body is documented. */
  readonly successes: Readonly<Record<number, Schema | null>>;
}
