/** Made from openapi/ by `npm run generate`. Do not edit. */

import type { Schema } from "../src/validate.js";

// Each component schema, reduced to what is checked at run time. What the service sends is open: it may have more members and more string values.

export const LeaveAccepted: Schema = {
  type: "object",
  properties: {
    message: {
      type: "string"
    },
    status: {
      type: "string"
    },
    trace_id: {
      type: "string"
    }
  }
};

export const ErrorCode: Schema = {
  type: "integer"
};

export const ErrorDetail: Schema = {
  type: "object",
  required: [
    "status",
    "code",
    "message"
  ],
  properties: {
    status: {
      type: "integer"
    },
    code: ErrorCode,
    message: {
      type: "string"
    },
    doc_url: {
      type: "string"
    },
    retry_after: {
      type: "integer"
    }
  }
};

export const ErrorEnvelope: Schema = {
  type: "object",
  required: [
    "error"
  ],
  properties: {
    error: ErrorDetail,
    success: {
      type: "boolean",
      not: {
        const: true
      }
    },
    trace_id: {
      type: "string"
    }
  }
};

export const ChatHandle: Schema = {
  type: "object",
  required: [
    "id",
    "handle",
    "service",
    "joined_at"
  ],
  properties: {
    id: {
      type: "string",
      format: "uuid"
    },
    handle: {
      type: "string"
    },
    service: {
      type: "string"
    },
    joined_at: {
      type: "string",
      format: "date-time"
    },
    is_me: {
      type: [
        "boolean",
        "null"
      ]
    },
    left_at: {
      type: [
        "string",
        "null"
      ],
      format: "date-time"
    },
    status: {
      type: [
        "string",
        "null"
      ]
    },
    line_type: {
      type: "string"
    }
  }
};

export const ParticipantRemovedData: Schema = {
  type: "object",
  required: [
    "handle"
  ],
  properties: {
    handle: {
      type: "string"
    },
    chat_id: {
      type: "string",
      format: "uuid"
    },
    participant: ChatHandle,
    removed_at: {
      type: "string",
      format: "date-time"
    }
  }
};

export const ParticipantRemovedEvent: Schema = {
  type: "object",
  required: [
    "api_version",
    "webhook_version",
    "event_type",
    "event_id",
    "created_at",
    "trace_id",
    "partner_id",
    "data"
  ],
  properties: {
    api_version: {
      type: "string",
      const: "v3"
    },
    webhook_version: {
      type: "string",
      format: "date"
    },
    event_type: {
      type: "string",
      const: "participant.removed"
    },
    event_id: {
      type: "string",
      format: "uuid"
    },
    created_at: {
      type: "string",
      format: "date-time"
    },
    trace_id: {
      type: "string"
    },
    partner_id: {
      type: "string"
    },
    data: ParticipantRemovedData
  }
};
