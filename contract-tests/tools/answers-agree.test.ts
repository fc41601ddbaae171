/** One table of requests and responses for the mock, the sandbox and `documentedFetch`, which must all agree. */
import { createLinqClient } from "linq-openapi";
import { type Sandbox, startSandbox } from "linq-openapi/sandbox";
import { documentedFetch } from "linq-openapi/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { leaveOutcome, leaveOutcomes } from "../engine/outcomes.js";

const chatId = "550e8400-e29b-41d4-a716-446655440000";
const authorization = "Bearer any-key";
const accepted = leaveOutcome("accepted");
const chatUnavailable = leaveOutcome("chatUnavailable");
const unauthorized = leaveOutcome("unauthorized");
const phoneNumberNotE164 = leaveOutcome("phoneNumberNotE164");
type Answer = Pick<typeof accepted, "name" | "status" | "body">;

interface Case {
  name: string;
  path: string;
  init: RequestInit;
  expected: Answer;
}

const leave = (name: string, expected: Answer, init: RequestInit = {}, id = chatId): Case => ({
  name,
  path: `/v3/chats/${id}/leave`,
  init: { method: "POST", ...init },
  expected,
});
const authorized = (headers: object = {}, rest: RequestInit = {}) => ({
  headers: { authorization, ...headers },
  ...rest,
});

const cases: Case[] = [
  leave("a leave", accepted, authorized()),
  ...leaveOutcomes.map((answer) =>
    leave(`Prefer: ${answer.name}`, answer, authorized({ prefer: `code=${answer.status}, example=${answer.name}` })),
  ),
  leave("Prefer: a status only", chatUnavailable, authorized({ prefer: "code=409" })),
  leave("Prefer: in quotes", chatUnavailable, authorized({ prefer: 'code="409", example="chatUnavailable"' })),
  leave("Prefer: something else", accepted, authorized({ prefer: "respond-async" })),
  leave("no key", unauthorized, {}),
  leave("an empty key", unauthorized, { headers: { authorization: "Bearer " } }),
  leave("a scheme in lower case", unauthorized, { headers: { authorization: "bearer any-key" } }),
  leave("another scheme", unauthorized, { headers: { authorization: "Basic YTpi" } }),
  leave("no key, and a Prefer header", unauthorized, { headers: { prefer: "code=202" } }),
  leave("no key and an invalid id", unauthorized, {}, "42"),
  leave("an invalid id", phoneNumberNotE164, authorized(), "42"),
  leave("an id with a prefix", phoneNumberNotE164, authorized(), `urn:uuid:${chatId}`),
  leave("an id in capitals", accepted, authorized(), chatId.toUpperCase()),
  leave("an id that is encoded", accepted, authorized(), chatId.replace("5", "%35")),
  leave("a body", phoneNumberNotE164, authorized({}, { body: "{}" })),
  leave("an empty body", accepted, authorized({}, { body: "" })),
  {
    name: "an undocumented query",
    path: `/v3/chats/${chatId}/leave?a=b`,
    init: { method: "POST", ...authorized() },
    expected: accepted,
  },
];

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, delay: 0 });
});
afterAll(() => sandbox.stop());
beforeEach(() => sandbox.reset());

/** What is compared. Trace ids differ with each exchange, except the mock's, which come from the example. */
async function seen(response: Response) {
  const { status, headers } = response;
  const { trace_id: _, ...body } = (await response.json()) as { trace_id?: string };
  return { status, body, contentType: headers.get("content-type"), retryAfter: headers.get("retry-after") };
}

test.for(cases)("mock, sandbox and documentedFetch agree on $name", async ({ path, init, expected }) => {
  const own = documentedFetch();
  const [mocks, sandboxes, ours] = await Promise.all([
    fetch(inject("mockUrl") + path, init).then(seen),
    fetch(sandbox.url + path, init).then(seen),
    own(`https://api.linqapp.com/api/partner${path}`, init).then(seen),
  ]);
  const { trace_id: _, ...body } = expected.body as { trace_id?: string };
  expect(ours).toEqual({ ...mocks, status: expected.status, body, contentType: "application/json" });
  expect(sandboxes).toEqual(ours);
});

describe("sandbox and documentedFetch", () => {
  type Ask = (url: string, init: RequestInit) => Promise<Response>;
  async function both(steps: (ask: Ask, next: Sandbox["next"]) => Promise<unknown>): Promise<void> {
    const own = documentedFetch({ slowAnswer: 20 });
    const ours = await steps((path, init) => own(`http://localhost${path}`, init), own.next as Sandbox["next"]);
    const theirs = await steps((path, init) => fetch(sandbox.url + path, init), sandbox.next);
    expect(theirs).toEqual(ours);
    expect(told(sandbox.requests)).toEqual(told(own.requests));
  }
  const told = (requests: Sandbox["requests"]) => requests.map(({ at: _, traceId: __, ...rest }) => rest);
  const leaving = (ask: Ask, id: string) =>
    ask(`/v3/chats/${id}/leave`, { method: "POST", headers: { authorization } });

  test.for(leaveOutcomes)("sandbox and documentedFetch agree on the id of $name", async ({ chatId: id, status }) => {
    await both(async (ask) => {
      const answer = await leaving(ask, id).then(seen);
      expect(answer.status).toBe(status);
      return answer;
    });
  });

  test("sandbox and documentedFetch agree on two leaves of a chat", async () => {
    await both(async (ask) => {
      const answers = [await leaving(ask, chatId).then(seen), await leaving(ask, chatId).then(seen)];
      expect(answers.map(({ status }) => status)).toEqual([202, 409]);
      return answers;
    });
  });

  test("sandbox and documentedFetch agree on queued responses, and on those after them", async () => {
    await both(async (ask, next) => {
      next(chatId, ["chatStillBeingCreated", "gatewayPage"]);
      const statuses: number[] = [];
      for (let count = 0; count < 4; count++) statuses.push((await leaving(ask, chatId)).status);
      expect(statuses).toEqual([409, 502, 202, 409]);
    });
  });

  test.for([
    ["another method", "PROPFIND", `/v3/chats/${chatId}/leave`],
    ["an undocumented path", "POST", "/v3/nowhere"],
    ["the root", "GET", "/"],
    ["an undocumented response", "POST", `/v3/chats/${chatId}/leave`, "code=418"],
  ])("sandbox and documentedFetch agree on %s", async ([, method, path, prefer]) => {
    await both(async (ask) => {
      const response = await ask(`${path}`, { method: `${method}`, headers: { authorization, prefer: prefer ?? "" } });
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      return [response.status, response.headers.get("allow"), await response.json()];
    });
  });
});

test("documentedFetch responds to this package's client, whatever its base URL", async () => {
  for (const baseUrl of [undefined, "http://localhost:1", "https://api.linqapp.com/api/partner"]) {
    const linq = createLinqClient({ apiKey: "any-key", baseUrl, fetch: documentedFetch() });
    expect(await linq.leaveChat(chatId)).toMatchObject({ status: "accepted" });
  }
});
