/** Made from openapi/ by `npm run generate`. Do not edit. */

import type { Demands } from "../src/outcome.js";

export const demands: Readonly<Record<string, Demands>> = {
  leaveChat: {
    secured: true,
    query: {}
  }
};
