/** Writes a line of JSON for each attempt. The API key is never in it. */
import { createLinqClient } from "linq-openapi";

export const linq = createLinqClient({
  onAttempt({ error, ...attempt }) {
    console.log(JSON.stringify({ ...attempt, error: error instanceof Error ? error.message : error }));
  },
});
