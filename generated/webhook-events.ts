/** Made from openapi/ by `npm run generate`. Do not edit. */

import { ParticipantRemovedEvent } from "./schemas.js";

/** The schema of each webhook's body, by its event type. */
export const webhookEvents = {
  "participant.removed": ParticipantRemovedEvent,
} as const;
