/**
 * Leaves chats with the client that openapi-ts generated, and reads webhooks with its types.
 *
 * Takes the scenarios as JSON on stdin and prints the result of each.
 */
import { json } from "node:stream/consumers";
import { createClient } from "./client/client/index.js";
import { leaveChat, type ParticipantRemovedEvent } from "./client/index.js";

interface Call {
  name: string;
  base_url: string;
  api_key: string | null;
  chat_id: string;
}

interface Event {
  name: string;
  body: string;
}

async function call({ base_url, api_key, chat_id }: Call): Promise<object> {
  const client = createClient({ baseUrl: base_url, auth: () => api_key ?? undefined });
  const { data, error, response } = await leaveChat({ client, path: { chatId: chat_id } });
  return data ? { http: response?.status, status: data.status } : { http: response?.status, code: error?.error.code };
}

async function event({ body }: Event): Promise<object> {
  const { data }: ParticipantRemovedEvent = JSON.parse(body);
  const { service, is_me, status, line_type } = data.participant ?? {};
  return { chat_id: data.chat_id, service, is_me, status, line_type };
}

async function attempt<Scenario>(run: (scenario: Scenario) => Promise<object>, scenario: Scenario): Promise<object> {
  return run(scenario).catch((error) => ({ error: String(error) }));
}

const { calls, events } = (await json(process.stdin)) as { calls: Call[]; events: Event[] };
const results: Record<string, object> = {};
for (const one of calls) results[one.name] = await attempt(call, one);
for (const one of events) results[one.name] = await attempt(event, one);
console.log(JSON.stringify(results));
