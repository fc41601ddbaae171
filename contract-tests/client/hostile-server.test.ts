import { createLinqClient, type LinqError } from "linq-openapi";
import spec from "linq-openapi/openapi.json" with { type: "json" };
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { full } from "../helpers/full-mode.js";
import { LIMIT } from "../helpers/time-limit.js";
import { bodies, brokenResponses, classOf } from "./broken-responses.js";
import { type HostileServer, startHostileServer } from "./hostile-server.js";

const leave = spec.paths["/v3/chats/{chatId}/leave"].post;
const chatId = "550e8400-e29b-41d4-a716-446655440000";
/** Long enough for a complete response on a busy machine, short enough for a stalled one. */
const timeout = { whole: LIMIT, stalled: 250 };
/** The contract's statuses, those that fetch or the client treats specially, and the first and last of each class. */
const telling = [...Object.keys(leave.responses).map(Number), 204, 205, 304, 407, 408, 421, 501];
/** In the full run, every status that HTTP allows for a final response. */
const statuses = Array.from({ length: 400 }, (_, index) => 200 + index).filter(
  (status) => full || telling.includes(status) || [0, 99].includes(status % 100),
);

let server: HostileServer;

beforeAll(async () => {
  server = await startHostileServer(
    Object.fromEntries(Object.entries(brokenResponses).map(([name, { write }]) => [name, write])),
  );
});
afterAll(() => server.stop());

describe.concurrent.each(Object.entries(brokenResponses))("%s", (name, { promise }) => {
  test.each(statuses)(`the client keeps its promise for a response with ${name} and status %i`, async (status) => {
    const expected = promise[classOf(status)];
    const linq = createLinqClient({
      apiKey: "a-key-of-the-tests",
      baseUrl: server.url(name, status),
      maxRetries: 0,
      timeout: expected === "LinqTimeoutError" ? timeout.stalled : timeout.whole,
    });

    const result = await linq.leaveChat(chatId).then(
      (body) => ({ name: "accepted", body }),
      (error: LinqError) => error,
    );

    expect(result.name).toBe(expected);
    if (expected === "accepted") expect(result).toMatchObject({ body: name === "empty object" ? {} : bodies.accepted });
    if (expected === "LinqApiError")
      expect(result).toMatchObject({ status, code: 2013, attempts: 1, body: bodies.bareEnvelope });
    if (expected === "LinqResponseError") expect(result).toMatchObject({ status, attempts: 1 });
    // A time limit as short as the one for stalled responses may expire before the request is sent.
    const sent = server.requests(name, status);
    if (classOf(status) === "misdirected") return;
    expect(sent).toBeLessThanOrEqual(1);
    if (expected !== "LinqTimeoutError") expect(sent).toBe(1);
  });
});
