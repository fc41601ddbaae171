/** Made from openapi/ by `npm run generate`. Do not edit. */

import type { Operation } from "../src/operation.js";
import { LeaveAccepted } from "./schemas.js";

/** Where the API is in production, without `/v3`. */
export const server = "https://api.linqapp.com/api/partner";

export const operations = {
  leaveChat: {
    method: "POST",
    path: "/v3/chats/{chatId}/leave",
    idempotent: true,
    takesBody: false,
    pathParameters: {
      chatId: {
        type: "string",
        format: "uuid"
      }
    },
    successes: {
      202: LeaveAccepted
    }
  }
} as const satisfies Record<string, Operation>;
