/** Made from openapi/ by `npm run generate`. Do not edit. */

import type { DocumentedEvent, Outcome } from "../src/outcome.js";

/** The paths of the servers. */
export const basePaths: readonly string[] = ["/api/partner"];

/** The name of a response: that of its example, or its status if it has no body. */
export type AnswerName = "accepted" | "phoneNumberNotE164" | "unauthorized" | "chatOfAnotherPartner" | "resourceNotFound" | "chatUnavailable" | "chatStillBeingCreated" | "groupChatsOnly" | "rateLimitExceeded" | "internalServerError" | "serviceUnavailable" | "networkTimeout";

/** Each operation × response × named example. */
export const outcomes: readonly Outcome[] = [
  {
    "operation": "leaveChat",
    "status": 202,
    "example": "accepted",
    "request": {
      "path": {
        "chatId": "00000202-0000-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "message": "Leave group chat queued",
      "status": "accepted",
      "trace_id": "trace_id"
    }
  },
  {
    "operation": "leaveChat",
    "status": 400,
    "example": "phoneNumberNotE164",
    "request": {
      "path": {
        "chatId": "00000400-1002-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 400,
        "code": 1002,
        "message": "Phone number must be in E.164 format"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 401,
    "example": "unauthorized",
    "request": {
      "path": {
        "chatId": "00000401-2004-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 401,
        "code": 2004,
        "message": "Unauthorized - missing or invalid authentication token"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 403,
    "example": "chatOfAnotherPartner",
    "request": {
      "path": {
        "chatId": "00000403-2005-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 403,
        "code": 2005,
        "message": "Chat belongs to another partner account"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 404,
    "example": "resourceNotFound",
    "request": {
      "path": {
        "chatId": "00000404-2001-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 404,
        "code": 2001,
        "message": "Resource not found"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 409,
    "example": "chatUnavailable",
    "request": {
      "path": {
        "chatId": "00000409-2013-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 409,
        "code": 2013,
        "message": "This chat is unavailable"
      }
    }
  },
  {
    "operation": "leaveChat",
    "status": 409,
    "example": "chatStillBeingCreated",
    "request": {
      "path": {
        "chatId": "00000409-2009-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 409,
        "code": 2009,
        "message": "The chat is still being created"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 409,
    "example": "groupChatsOnly",
    "request": {
      "path": {
        "chatId": "00000409-1006-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 409,
        "code": 1006,
        "message": "Only group chats support this"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 429,
    "example": "rateLimitExceeded",
    "request": {
      "path": {
        "chatId": "00000429-1007-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "retry-after": "30",
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 429,
        "code": 1007,
        "message": "Rate limit exceeded",
        "retry_after": 30
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 500,
    "example": "internalServerError",
    "request": {
      "path": {
        "chatId": "00000500-3006-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 500,
        "code": 3006,
        "message": "Internal server error"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 503,
    "example": "serviceUnavailable",
    "request": {
      "path": {
        "chatId": "00000503-4004-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 503,
        "code": 4004,
        "message": "Service unavailable"
      },
      "success": false
    }
  },
  {
    "operation": "leaveChat",
    "status": 504,
    "example": "networkTimeout",
    "request": {
      "path": {
        "chatId": "00000504-3005-4000-8000-000000000000"
      },
      "query": {},
      "header": {}
    },
    "pairedBy": [
      "chatId"
    ],
    "headers": {
      "x-trace-id": "4bf92f3577b34da6a3ce929d0e0e4736"
    },
    "body": {
      "error": {
        "status": 504,
        "code": 3005,
        "message": "Network timeout",
        "doc_url": "https://docs.linqapp.com/error/codes/3xxx/3005/"
      },
      "success": false,
      "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"
    }
  }
];

/** Each webhook by its event type. */
export const events: Readonly<Record<string, DocumentedEvent>> = {
  "participant.removed": {
    "headers": {
      "webhook-id": "evt_00000202-0000-4000-8000-000000000001",
      "webhook-timestamp": "1767323047",
      "webhook-signature": "v1,aW4tdGhlLWV4YW1wbGUtb25seS1ub3QtYS1zaWduYXQ="
    },
    "examples": {
      "participantRemoved": {
        "api_version": "v3",
        "webhook_version": "2026-02-03",
        "event_type": "participant.removed",
        "event_id": "00000202-0000-4000-8000-000000000001",
        "created_at": "2026-01-02T03:04:07Z",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "partner_id": "partner_1",
        "data": {
          "handle": "+12025550123",
          "chat_id": "00000202-0000-4000-8000-000000000000",
          "participant": {
            "id": "00000202-0000-4000-8000-000000000002",
            "handle": "+12025550123",
            "service": "iMessage",
            "joined_at": "2026-01-01T00:00:00Z",
            "is_me": true,
            "left_at": "2026-01-02T03:04:05Z",
            "status": "left",
            "line_type": "iMessage"
          },
          "removed_at": "2026-01-02T03:04:05Z"
        }
      },
      "participantRemovedUnknown": {
        "api_version": "v3",
        "webhook_version": "2025-01-01",
        "event_type": "participant.removed",
        "event_id": "00000202-0000-4000-8000-000000000003",
        "created_at": "2026-01-02T03:04:07Z",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736",
        "partner_id": "partner_1",
        "data": {
          "handle": "someone@example.com",
          "chat_id": "00000202-0000-4000-8000-000000000000",
          "participant": {
            "id": "00000202-0000-4000-8000-000000000004",
            "handle": "someone@example.com",
            "service": "iMessage",
            "joined_at": "2026-01-01T00:00:00Z",
            "is_me": null,
            "left_at": null,
            "status": null
          }
        }
      }
    }
  }
};
