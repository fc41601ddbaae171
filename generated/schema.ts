/** Made from openapi/ by `npm run generate`. Do not edit. */

export interface paths {
    "/v3/chats/{chatId}/leave": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Leave a group chat
         * @description Removes your phone number from a group chat.
         *
         *     - **Supported**: iMessage group chats with 4 or more active participants, including yourself.
         *     - **Not supported**: one-to-one chats.
         *     - **The leave is asynchronous.** The response only says that it was accepted. A `participant.removed` webhook fires once it has
         *       been processed. From then on you receive no messages from the group, and every interaction with the chat (send a message,
         *       typing, mark as read, leave again) returns 409.
         *     - **Leaving twice does no harm**: the second response is 409 with code 2013. So the operation is idempotent, and a client may
         *       send the request again if the response is lost.
         *     - The request has no body.
         */
        post: operations["leaveChat"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface webhooks {
    "participant.removed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A participant left a group chat
         * @description Sent when a participant leaves a group chat or is removed from it. After `leaveChat`, it confirms that you have left:
         *     `data.participant.is_me` is then true.
         *
         *     **Verify every delivery.** Deliveries are signed as Standard Webhooks specifies: HMAC-SHA256 over
         *     `{webhook-id}.{webhook-timestamp}.{raw body}`, keyed with the base64 that follows `whsec_` in the secret.
         *
         *     **Expect duplicates.** Respond with 2xx within 10 seconds. After a 5xx, a 429 or a network failure, the event is delivered again,
         *     up to 10 times over about 25 minutes, with the same `event_id`.
         *
         *     The older `X-Webhook-Event`, `X-Webhook-Subscription-ID`, `X-Webhook-Timestamp` and `X-Webhook-Signature` headers are deprecated
         *     but still sent.
         */
        post: operations["participantRemoved"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        /** @description The leave was accepted for processing. Every member is optional. */
        LeaveAccepted: {
            /** @description A human-readable message. */
            message?: string;
            /** @description The state of the request, `accepted` in the documented response. */
            status?: string;
            /** @description Identifies this request to Linq's support. The `x-trace-id` header of the response holds the same id. */
            trace_id?: string;
        };
        /**
         * @description Linq's own number for the error. Whether to retry depends on it, not on the HTTP status: one 409 is transient, the others are
         *     permanent.
         *
         *     1xxx and 2xxx are the caller's to fix, 3xxx are transient, 4xxx and 5xxx concern delivery and files. The service may add codes
         *     that are not in `x-error-codes`.
         *
         *     `x-error-codes` lists the codes that an operation of this contract can return. `retry` is one of `never` (the same request will
         *     fail again), `backoff` (retry after a growing pause of 1 to 30 seconds) and `after` (wait as long as the `retry-after` header
         *     says; if there is none, wait `wait` seconds if given, otherwise as with `backoff`).
         */
        ErrorCode: number;
        /** @description What went wrong. */
        ErrorDetail: {
            /** @description Repeats the HTTP status. */
            status: number;
            code: components["schemas"]["ErrorCode"];
            /** @description A human-readable message. Its wording is not part of the contract. */
            message: string;
            /**
             * Format: uri
             * @description The code's page in Linq's documentation. Newer deployments send it.
             */
            doc_url?: string;
            /** @description How long to wait before the next request, in whole seconds. Only on a 429, with the same value as the `retry-after` header. */
            retry_after?: number;
        };
        /** @description The body of every error response. */
        ErrorEnvelope: {
            error: components["schemas"]["ErrorDetail"];
            /**
             * @description Never true. Present in every documented error except the 409 of an unavailable chat, so recognize errors by their HTTP status,
             *     never by this member.
             */
            success?: boolean;
            /** @description Identifies this request to Linq's support. The `x-trace-id` header of the response holds the same id. */
            trace_id?: string;
        };
        /** @description A participant in a chat. In the event about your own leave, `is_me` is true. */
        ChatHandle: {
            /**
             * Format: uuid
             * @description The handle's id.
             */
            id: string;
            /** @description A phone number in E.164 format or an e-mail address. */
            handle: string;
            /** @description The service that reaches the participant. */
            service: "iMessage" | "SMS" | "RCS" | (string & {});
            /**
             * Format: date-time
             * @description When the participant joined the chat.
             */
            joined_at: string;
            /** @description Whether the participant is you. */
            is_me?: boolean | null;
            /**
             * Format: date-time
             * @description When the participant left the chat.
             */
            left_at?: string | null;
            /** @description The participant's state in the chat. */
            status?: "active" | "left" | "removed" | (string & {}) | null;
            /** @description The kind of line behind the handle. */
            line_type?: "iMessage" | "RCS" | (string & {});
        };
        /** @description Who left which chat. */
        ParticipantRemovedData: {
            /**
             * @deprecated
             * @description The participant's phone number or e-mail address. Use `participant.handle`.
             */
            handle: string;
            /**
             * Format: uuid
             * @description The chat.
             */
            chat_id?: string;
            participant?: components["schemas"]["ChatHandle"];
            /**
             * Format: date-time
             * @description When the participant was removed from the chat.
             */
            removed_at?: string;
        };
        /** @description A participant left a group chat or was removed from it. */
        ParticipantRemovedEvent: {
            /**
             * @description The version of the API.
             * @constant
             */
            api_version: "v3";
            /**
             * Format: date
             * @description The version of the event's format, a date. `2025-01-01` and `2026-02-03` are documented.
             */
            webhook_version: string;
            /**
             * @description What happened.
             * @constant
             */
            event_type: "participant.removed";
            /**
             * Format: uuid
             * @description The same for every delivery of an event. Use it to drop duplicates.
             */
            event_id: string;
            /**
             * Format: date-time
             * @description When the event was created.
             */
            created_at: string;
            /** @description Identifies the event to Linq's support. */
            trace_id: string;
            /** @description Your partner account. */
            partner_id: string;
            data: components["schemas"]["ParticipantRemovedData"];
        };
    };
    responses: {
        /**
         * @description The leave is queued. The `participant.removed` webhook confirms that it is done.
         *
         *     The body is the reference page's. The status is not documented. It is 202 here because the body says `accepted` and `queued`,
         *     and because "remove a participant", which has the same body, returns 202. A client should accept any 2xx as success.
         */
        LeaveAccepted: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["LeaveAccepted"];
            };
        };
        /** @description The request is invalid. Fix it before sending it again. */
        BadRequest: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The API key is missing or invalid. */
        Unauthorized: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The chat belongs to another partner account. Documented in the platform's error catalogue, not on the reference page. */
        Forbidden: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The chat does not exist. */
        NotFound: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The chat's state or kind does not allow this. Code 2009 (still being created) resolves within seconds; the other codes are permanent. */
        Conflict: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The rate limit was exceeded. Wait as long as `retry-after` says. Documented on the platform's rate limits page, not on the reference page. */
        TooManyRequests: {
            headers: {
                "retry-after": components["headers"]["retry-after"];
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description A transient error on Linq's side. Retry with backoff. */
        InternalServerError: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The service is unavailable. Retry after about 30 seconds. Documented in the platform's error catalogue, not on the reference page. */
        ServiceUnavailable: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description A network timeout on Linq's side. Retry with backoff. Documented in the platform's error catalogue, not on the reference page. */
        GatewayTimeout: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description Received. Any 2xx works. Respond within 10 seconds. */
        WebhookReceived: {
            headers: {
                [name: string]: unknown;
            };
            content?: never;
        };
    };
    parameters: {
        /**
         * @description The chat's id.
         *
         *     Each example is named after the response example that it triggers, so a mock that pairs examples by name returns that
         *     response. The ids encode the outcome: status, then error code. For an operation that does not document the outcome, the id is
         *     treated as an ordinary chat.
         */
        chatId: string;
        /**
         * @description The message id, the same for every redelivery. Part of the signed text.
         * @example evt_00000202-0000-4000-8000-000000000001
         */
        "webhook-id": string;
        /**
         * @description When this delivery was sent, in Unix seconds. Part of the signed text.
         * @example 1767323047
         */
        "webhook-timestamp": string;
        /**
         * @description One or more signatures separated by spaces, each `v1,` followed by a base64-encoded HMAC-SHA256.
         * @example v1,aW4tdGhlLWV4YW1wbGUtb25seS1ub3QtYS1zaWduYXQ=
         */
        "webhook-signature": string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description Identifies this request to Linq's support, in 32 hexadecimal digits.
         * @example 4bf92f3577b34da6a3ce929d0e0e4736
         */
        "x-trace-id": string;
        /**
         * @description How long to wait before the next request, in whole seconds. `error.retry_after` in the body holds the same value.
         * @example 30
         */
        "retry-after": number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    leaveChat: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /**
                 * @description The chat's id.
                 *
                 *     Each example is named after the response example that it triggers, so a mock that pairs examples by name returns that
                 *     response. The ids encode the outcome: status, then error code. For an operation that does not document the outcome, the id is
                 *     treated as an ordinary chat.
                 */
                chatId: components["parameters"]["chatId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            202: components["responses"]["LeaveAccepted"];
            400: components["responses"]["BadRequest"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            429: components["responses"]["TooManyRequests"];
            500: components["responses"]["InternalServerError"];
            503: components["responses"]["ServiceUnavailable"];
            504: components["responses"]["GatewayTimeout"];
        };
    };
    participantRemoved: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The message id, the same for every redelivery. Part of the signed text.
                 * @example evt_00000202-0000-4000-8000-000000000001
                 */
                "webhook-id": components["parameters"]["webhook-id"];
                /**
                 * @description When this delivery was sent, in Unix seconds. Part of the signed text.
                 * @example 1767323047
                 */
                "webhook-timestamp": components["parameters"]["webhook-timestamp"];
                /**
                 * @description One or more signatures separated by spaces, each `v1,` followed by a base64-encoded HMAC-SHA256.
                 * @example v1,aW4tdGhlLWV4YW1wbGUtb25seS1ub3QtYS1zaWduYXQ=
                 */
                "webhook-signature": components["parameters"]["webhook-signature"];
            };
            path?: never;
            cookie?: never;
        };
        /** @description The event. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["ParticipantRemovedEvent"];
            };
        };
        responses: {
            200: components["responses"]["WebhookReceived"];
        };
    };
}
