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
         * @description Takes your phone number out of a group chat.
         *
         *     - **Works for** iMessage group chats with 4 or more active participants, yourself included.
         *     - **Does not work for** one-to-one chats.
         *     - **The answer is an acceptance, not the end.** The leave is processed later; a `participant.removed` webhook then tells
         *       that it is done. From then on you receive no messages of the group, and every interaction with the chat (send a message,
         *       typing, mark as read, leave again) is answered with 409.
         *     - **Leaving twice does no harm**: the second answer is 409 with code 2013.
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
         * A participant is out of a group chat
         * @description Sent when somebody, you included, has left a group chat or was removed from it. After `leaveChat` it says that you are out:
         *     `data.participant.is_me` is then true.
         *
         *     **Verify it before you believe it.** Deliveries are signed after Standard Webhooks: HMAC-SHA256 over
         *     `{webhook-id}.{webhook-timestamp}.{raw body}`, keyed with the base64 that follows `whsec_` in the secret.
         *
         *     **Duplicates are normal.** Answer 2xx within 10 seconds; after a 5xx, a 429 or a failure of the network the event is delivered
         *     again, up to 10 times over about 25 minutes. `event_id` stays the same.
         *
         *     The older `X-Webhook-Event`, `X-Webhook-Subscription-ID`, `X-Webhook-Timestamp` and `X-Webhook-Signature` headers are still sent
         *     and are deprecated.
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
        /** @description The leave has been accepted for processing. Every member is optional. */
        LeaveAccepted: {
            /** @description A sentence for people. */
            message?: string;
            /** @description The state of the request, `accepted` in the documented answer. */
            status?: string;
            /** @description Names this exchange for Linq's support; the `x-trace-id` header of the answer holds the same id. */
            trace_id?: string;
        };
        /**
         * @description Linq's own number for the error. It decides whether another attempt makes sense; the HTTP status does not: among the 409s one is
         *     transient and the others are final.
         *
         *     1xxx and 2xxx are the caller's to fix, 3xxx are transient, 4xxx and 5xxx concern delivery and files. Codes that are not in
         *     `x-error-codes` are valid too: the service may add some.
         *
         *     `x-error-codes` is the catalogue of the codes that this operation can meet. `retry` says what to do: `never` (the same request
         *     will fail again), `backoff` (try again after a growing pause, from 1 to 30 seconds), `after` (wait as long as the answer says
         *     in `retry-after`; if it does not say, for `wait` seconds where the catalogue has it, else like `backoff`).
         */
        ErrorCode: number;
        /** @description What went wrong. */
        ErrorDetail: {
            /** @description Repeats the HTTP status. */
            status: number;
            code: components["schemas"]["ErrorCode"];
            /** @description A sentence for people; its wording is not part of the contract. */
            message: string;
            /**
             * Format: uri
             * @description The page of the code in Linq's documentation. Newer deployments send it.
             */
            doc_url?: string;
            /** @description How long to wait before the next request, in whole seconds. On 429 only, equal to the `retry-after` header. */
            retry_after?: number;
        };
        /** @description The body of every error answer. */
        ErrorEnvelope: {
            error: components["schemas"]["ErrorDetail"];
            /**
             * @description Present in every documented error but the 409 of an unavailable chat. Tell an error by the HTTP status, never by this member.
             * @constant
             */
            success?: false;
            /** @description Names this exchange for Linq's support; the `x-trace-id` header of the answer holds the same id. */
            trace_id?: string;
        };
        /** @description A participant of a chat. Your own leave is the event whose participant has `is_me` true. */
        ChatHandle: {
            /**
             * Format: uuid
             * @description The handle's id.
             */
            id: string;
            /** @description A phone number in E.164 format or an e-mail address. */
            handle: string;
            /**
             * @description The service that the participant is reached by.
             * @enum {string}
             */
            service: "iMessage" | "SMS" | "RCS";
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
            /**
             * @description The participant's state in the chat.
             * @enum {string|null}
             */
            status?: "active" | "left" | "removed" | null;
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
             * @description When the participant was out of the chat.
             */
            removed_at?: string;
        };
        /** @description A participant has left a group chat or was removed from it. */
        ParticipantRemovedEvent: {
            /**
             * @description The version of the API.
             * @constant
             */
            api_version: "v3";
            /**
             * Format: date
             * @description The version of the event's format, a date; `2025-01-01` and `2026-02-03` are documented.
             */
            webhook_version: string;
            /**
             * @description What happened.
             * @constant
             */
            event_type: "participant.removed";
            /**
             * Format: uuid
             * @description The same for every delivery of one event; use it to drop duplicates.
             */
            event_id: string;
            /**
             * Format: date-time
             * @description When the event was made.
             */
            created_at: string;
            /** @description Names the event for Linq's support. */
            trace_id: string;
            /** @description Your partner account. */
            partner_id: string;
            data: components["schemas"]["ParticipantRemovedData"];
        };
    };
    responses: {
        /**
         * @description The leave is queued; the `participant.removed` webhook tells when it is done.
         *
         *     The body is the reference page's. The status is nowhere documented: 202 because the body says `accepted` and `queued`, and because
         *     the sibling "remove a participant" answers the same body with 202. A client takes any 2xx for success.
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
        /** @description The request is wrong and will stay so; mend it before sending it again. */
        BadRequest: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The API key is missing or not valid. */
        Unauthorized: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The chat belongs to another partner account. Not on the reference page; the platform's error catalogue has it. */
        Forbidden: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description There is no such chat. */
        NotFound: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The chat's state or kind does not allow this. The code tells a chat that only needs a few seconds (2009) from the final ones. */
        Conflict: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The rate limit is exceeded; wait as long as `retry-after` says. Not on the reference page; the platform's rate limits have it. */
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
        /** @description Trouble on Linq's side that usually passes; try again with backoff. */
        InternalServerError: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description The service is unavailable; try again after about 30 seconds. Not on the reference page; the platform's error catalogue has it. */
        ServiceUnavailable: {
            headers: {
                "x-trace-id": components["headers"]["x-trace-id"];
                [name: string]: unknown;
            };
            content: {
                "application/json": components["schemas"]["ErrorEnvelope"];
            };
        };
        /** @description Received. Any 2xx will do; answer within 10 seconds and work afterwards. */
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
         *     Each example has the name of the response example that it stands for, so that a mock which pairs examples by name gives
         *     that answer. The ids spell the outcome: status, then error code.
         */
        chatId: string;
        /**
         * @description The id of the message; the same for every redelivery. Part of the signed text.
         * @example evt_00000202-0000-4000-8000-000000000001
         */
        "webhook-id": string;
        /**
         * @description When this delivery was sent, in Unix seconds. Part of the signed text.
         * @example 1767323047
         */
        "webhook-timestamp": string;
        /**
         * @description One or more signatures separated by a space, each `v1,` and the base64 of an HMAC-SHA256.
         * @example v1,aW4tdGhlLWV4YW1wbGUtb25seS1ub3QtYS1zaWduYXQ=
         */
        "webhook-signature": string;
    };
    requestBodies: never;
    headers: {
        /**
         * @description The trace id of this exchange, 32 hexadecimal digits. Linq's support asks for it.
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
                 *     Each example has the name of the response example that it stands for, so that a mock which pairs examples by name gives
                 *     that answer. The ids spell the outcome: status, then error code.
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
        };
    };
    participantRemoved: {
        parameters: {
            query?: never;
            header: {
                /**
                 * @description The id of the message; the same for every redelivery. Part of the signed text.
                 * @example evt_00000202-0000-4000-8000-000000000001
                 */
                "webhook-id": components["parameters"]["webhook-id"];
                /**
                 * @description When this delivery was sent, in Unix seconds. Part of the signed text.
                 * @example 1767323047
                 */
                "webhook-timestamp": components["parameters"]["webhook-timestamp"];
                /**
                 * @description One or more signatures separated by a space, each `v1,` and the base64 of an HMAC-SHA256.
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
