/**
 * What the package promises in every JavaScript runtime, using only the web platform.
 *
 * @typedef {object} Settings
 * @property {string} api the sandbox
 * @property {string} silent a server that never responds
 * @property {string} closed an address at which nothing listens
 * @property {{ name: string, chatId: string, status: number, code?: number }[]} outcomes
 * @property {{ body: string, headers: Record<string, string>, secret: string }} delivery
 */
import { createLinqClient, LinqApiError, LinqConnectionError, LinqInputError, LinqTimeoutError } from "linq-openapi";
import { documentedFetch } from "linq-openapi/testing";
import { LinqWebhookError, unwrapWebhook } from "linq-openapi/webhooks";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const apiKey = "key/of+the&runtimes";

/** @param {Settings} settings */
export const scenarios = ({ api, silent, closed, outcomes, delivery }) => {
  const client = (baseUrl, options) => createLinqClient({ apiKey, baseUrl, maxRetries: 0, ...options });

  return {
    ...Object.fromEntries(
      outcomes.map(({ name, chatId, status, code }) => [
        `handles ${name}`,
        async () => {
          const found = await outcomeOf(client(api).leaveChat(chatId));
          if (code === undefined) return equal(found.value?.status, "accepted");
          equal(found.error instanceof LinqApiError, true);
          equal([found.error.status, found.error.code], [status, code]);
        },
      ]),
    ),
    "resolves plain calls with data or error": async () => {
      const path = "/v3/chats/{chatId}/leave";
      const { data, error, response } = await client(api).POST(path, { params: { path: { chatId } } });
      equal([data?.status, error, response.status], ["accepted", undefined, 202]);
    },
    "sends nothing for an id that is not a UUID": async () => {
      const { error } = await outcomeOf(client(closed).leaveChat("../chats"));
      equal(error instanceof LinqInputError, true);
    },
    "times out": async () => {
      const { error } = await outcomeOf(client(silent).leaveChat(chatId, { timeout: 200 }));
      equal(error instanceof LinqTimeoutError, true);
      equal([error.timeout, error.maybeDelivered], [200, true]);
    },
    "rejects with the reason of an abort": async () => {
      const controller = new AbortController();
      const call = outcomeOf(client(silent).leaveChat(chatId, { signal: controller.signal }));
      controller.abort("changed my mind");
      equal((await call).error, "changed my mind");
    },
    "says that a refused connection sent nothing": async () => {
      const { error } = await outcomeOf(client(closed).leaveChat(chatId));
      equal(error instanceof LinqConnectionError, true);
      equal(error.maybeDelivered, false, error.message);
    },
    "shows no API key in an error": async () => {
      const { error } = await outcomeOf(client(closed).leaveChat(chatId));
      equal(`${error.stack}${JSON.stringify(error)}`.includes(apiKey), false);
    },
    "documentedFetch responds without a server, faults included": async () => {
      const fetch = documentedFetch({ slowAnswer: 60_000 });
      const linq = createLinqClient({ apiKey, fetch, maxRetries: 0, timeout: 200 });
      fetch.next(chatId, ["gatewayPage", "connectionReset", "truncatedBody", "slowAnswer", "serviceUnavailable"]);
      const names = [];
      for (let call = 0; call < 7; call++) {
        const { value, error } = await outcomeOf(linq.leaveChat(chatId));
        names.push(error ? `${error.name} ${error.code ?? ""}`.trim() : value.status);
      }
      equal(names, [
        "LinqResponseError",
        "LinqConnectionError",
        "LinqConnectionError",
        "LinqTimeoutError",
        "LinqApiError 4004",
        "accepted",
        "LinqApiError 2013",
      ]);
    },
    "accepts a signed webhook": async () => {
      const { body, headers, secret } = delivery;
      equal(unwrapWebhook(body, new Headers(headers), { secret }).event_type, JSON.parse(body).event_type);
    },
    "refuses a webhook that was changed in transit": async () => {
      const { body, headers, secret } = delivery;
      const { error } = await outcomeOf((async () => unwrapWebhook(`${body} `, headers, { secret }))());
      equal([error instanceof LinqWebhookError, error.reason], [true, "no-matching-signature"]);
    },
  };
};

/**
 * What went wrong in each scenario, or `null`, by its name.
 *
 * @param {Settings} settings
 */
export async function run(settings) {
  const results = {};
  for (const [name, scenario] of Object.entries(scenarios(settings))) {
    const { error } = await outcomeOf(scenario());
    results[name] = error === undefined ? null : String(error);
  }
  return results;
}

/** @param {Promise<unknown>} promise */
const outcomeOf = (promise) =>
  promise.then(
    (value) => ({ value }),
    (error) => ({ error }),
  );

function equal(actual, expected, note = "") {
  if (JSON.stringify(actual) === JSON.stringify(expected)) return;
  throw new Error(`expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)} ${note}`.trim());
}
